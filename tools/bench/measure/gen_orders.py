#!/usr/bin/env python3
"""Deterministic synthetic Order-Desk-like orders and 100 rules (event + AND/OR filters + set-field action).
usage: gen_orders.py [N=10000] [FOLDER=where this file lies]  -> orders.jsonl, rules.json in FOLDER"""
import json, random, sys, os
H=sys.argv[2] if len(sys.argv)>2 else os.path.dirname(os.path.abspath(__file__))
N=int(sys.argv[1]) if len(sys.argv)>1 else 10000
R=random.Random(42)
COUNTRY=["US"]*50+["CA"]*8+["GB"]*8+["DE"]*6+["FR"]*5+["AU"]*5+["JP"]*3+["BR"]*3+["MX"]*3+["NL"]*3+["SE"]*2+["IT"]*4
STATES=["CA","NY","TX","FL","WA","OR","IL","GA","PA","OH"]
SRC=["Shopify","WooCommerce","Etsy","Amazon","BigCommerce","Manual","Import","Squarespace"]
SHIP=["USPS Priority","UPS Ground","FedEx 2Day","DHL Express","Standard","Free Shipping"]
PAY=["Visa","Mastercard","PayPal","Affirm","ACH"]
FOLD=["New","Prepared","Closed","Canceled"]
FIRST=["Ann","Bob","Cleo","Dmitri","Eve","Fatima","Gus","Hana","Ivan","Jo"]
LAST=["Smith","Jones","Müller","García","O'Neil","Tanaka","Silva","Khan","Lee","Novak"]
def addr(c):
    return {"first_name":R.choice(FIRST),"last_name":R.choice(LAST),"company":R.choice(["","","Acme Inc","Globex"]),
      "address1":f"{R.randint(1,9999)} Main St","address2":R.choice(["","Apt %d"%R.randint(1,99)]),"city":R.choice(["Springfield","Portland","Berlin","London"]),
      "state":R.choice(STATES) if c=="US" else "","postal_code":"%05d"%R.randint(501,99950),"country":c,"phone":"555-%04d"%R.randint(0,9999)}
def order(i):
    c=R.choice(COUNTRY); items=[]
    for k in range(R.choice([1,1,1,2,2,3,4,6])):
        code=R.choice(["TSHIRT","MUG","POSTER","HOODIE","CAP","SOCK"])+"-"+R.choice(["RED","BLUE","BLK","WHT"])+"-"+R.choice(["S","M","L","XL"])
        items.append({"id":i*10+k,"name":code.title(),"code":code,"price":round(R.uniform(3,120),2),"quantity":R.choice([1,1,1,2,3,10]),
          "weight":round(R.uniform(.1,4),2),"delivery_type":R.choice(["ship","ship","ship","download","noship"]),"category_code":R.choice(["APPAREL","HOME","GIFT"]),
          "variation_list":{"Size":code.split("-")[2],"Color":code.split("-")[1]},"metadata":{"print_sku":"P%04d"%R.randint(0,400),"image":"https://cdn.example/%d.png"%R.randint(0,9999)}})
    pt=round(sum(x["price"]*x["quantity"] for x in items),2); st=R.choice([0,4.99,9.99,19.99]); tx=round(pt*.07,2)
    return {"id":100000+i,"source_id":"S%07d"%i,"source_name":R.choice(SRC),"email":f"{R.choice(FIRST).lower()}{i}@{R.choice(['gmail.com','example.org','corp.example','yahoo.com'])}",
      "shipping_method":R.choice(SHIP),"quantity_total":sum(x["quantity"] for x in items),"weight_total":round(sum(x["weight"]*x["quantity"] for x in items),2),
      "product_total":pt,"shipping_total":st,"handling_total":0,"tax_total":tx,"discount_total":R.choice([0,0,0,5,10]),"order_total":round(pt+st+tx,2),
      "cc_number_masked":"","payment_type":R.choice(PAY),"payment_status":R.choice(["Approved","Approved","Captured","Declined"]),"customer_id":"C%05d"%R.randint(0,3000),
      "folder":R.choice(FOLD),"fulfillment_name":R.choice(["","Printful","ShipStation"]),"tag":R.choice(["","red","blue"]),
      "date_added":"2026-%02d-%02dT%02d:%02d:00Z"%(R.randint(1,12),R.randint(1,28),R.randint(0,23),R.randint(0,59)),
      "shipping":addr(c),"customer":addr(c),"metadata":{"gift":R.choice(["yes","no","no","no"]),"channel":R.choice(["web","pos","b2b"]),"warehouse":R.choice(["east","west","eu"]),"risk":R.randint(0,100)},
      "order_items":items}
# rule filter ops: eq neq gt lt contains starts in  (field is a dotted path; "items.X" means any item)
def atom():
    k=R.randint(0,13)
    return [
     lambda:{"f":"shipping.country","op":"eq","v":R.choice(COUNTRY)},
     lambda:{"f":"shipping.country","op":"in","v":R.sample(["US","CA","GB","DE","FR","AU","JP","BR","MX"],3)},
     lambda:{"f":"order_total","op":"gt","v":R.choice([50,100,200,400])},
     lambda:{"f":"order_total","op":"lt","v":R.choice([20,50,100])},
     lambda:{"f":"source_name","op":"eq","v":R.choice(SRC)},
     lambda:{"f":"source_name","op":"neq","v":R.choice(SRC)},
     lambda:{"f":"email","op":"contains","v":R.choice(["@gmail.com","@corp.example","7"])},
     lambda:{"f":"shipping_method","op":"starts","v":R.choice(["USPS","UPS","FedEx","Free"])},
     lambda:{"f":"metadata.gift","op":"eq","v":"yes"},
     lambda:{"f":"metadata.risk","op":"gt","v":R.choice([50,80,95])},
     lambda:{"f":"weight_total","op":"gt","v":R.choice([5,10,25])},
     lambda:{"f":"items.code","op":"starts","v":R.choice(["TSHIRT","MUG","HOODIE-BLK"])},
     lambda:{"f":"items.quantity","op":"gt","v":R.choice([2,5])},
     lambda:{"f":"items.metadata.print_sku","op":"eq","v":"P%04d"%R.randint(0,400)},
    ][k]()
def rule(i):
    n=R.choice([1,2,2,3,3,4]); atoms=[atom() for _ in range(n)]
    if n>=3 and R.random()<.6: cond={"all":[atoms[0],{"any":atoms[1:]}]}
    else: cond={R.choice(["all","all","any"]):atoms}
    return {"id":"r%03d"%i,"event":R.choices(["order_created","order_updated"],[80,20])[0],"cond":cond,
            "set":{"field":R.choice(["folder","tag","metadata.route","shipping_method"]),"value":"v%03d"%i}}
rules=[rule(i) for i in range(100)]
with open(H+"/orders.jsonl","w") as f:
    for i in range(N): f.write(json.dumps(order(i),ensure_ascii=False,separators=(",",":"))+"\n")
json.dump(rules,open(H+"/rules.json","w"),indent=0)
print("orders",N,"bytes",os.path.getsize(H+"/orders.jsonl"),"avg",os.path.getsize(H+"/orders.jsonl")/N)
