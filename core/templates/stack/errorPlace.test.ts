import { expect, test } from "vitest";
import { errorPlace } from "./errorPlace.ts";

test.each([
	[
		"JavaScript",
		"TypeError: x\n    at Layer.handle (/app/node_modules/express/layer.js:95:5)\n    at pay (file:///app/src/pay.ts:10:3)",
		"/app/src/pay.ts:10",
	],
	["browsers", "pay@https://shop.example.com/cart.js:1:99", "https://shop.example.com/cart.js:1"],
	[
		"Python",
		'Traceback (most recent call last):\n  File "/app/main.py", line 3, in main\n    pay()\n  File "/app/shop/pay.py", line 7, in pay\n    raise KeyError\nKeyError',
		"/app/shop/pay.py:7",
	],
	["Go", "panic: x\n\ngoroutine 1 [running]:\nmain.pay(0x1)\n\t/app/pay.go:12 +0x1d", "/app/pay.go:12"],
	["Rust", "x\n   2: shop::cart::total\n             at /app/src/cart.rs:9:5", "/app/src/cart.rs:9"],
	["Ruby", "/app/lib/cart.rb:12:in 'Cart#total': no card (CardError)", "/app/lib/cart.rb:12"],
	["PHP", "Uncaught E\n#0 /app/src/Order.php(12): App\\Cart->total(5)", "/app/src/Order.php:12"],
	[".NET", "E: x\n   at Shop.Cart.Total(Int32 id) in C:\\app\\Cart.cs:line 12", "C:\\app\\Cart.cs:12"],
	["Java, whose files have no folder", "E: x\n\tat org.acme.Cart.total(Cart.java:12)", "org.acme.Cart.total"],
	["a trace without frames of the program's own", "E: x\n    at node:internal/process/task_queues:95:5", null],
	["no trace", "TypeError: x is not a function", null],
])("the place of an error of %s", (_, stack, place) => expect(errorPlace(stack)).toBe(place));
