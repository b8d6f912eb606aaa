import { describe, expect, it, test } from "vitest";
import { contentOf, logContent } from "../templates/logContent.ts";
import { errorIdentity } from "./errorIdentity.ts";

const ofText = (text: string) => errorIdentity(contentOf("log", text));

/** By language: an exception of a type with a message, thrown by a function of that name, at some line. */
const THROWN: Record<string, (type: string, message: string, name: string, line: number) => string> = {
	JavaScript: (type, message, name, line) =>
		`${type}Error: ${message}\n    at ${name} (/srv/app/src/pay.ts:${line}:3)\n    at Layer.handle (/srv/app/node_modules/express/layer.js:95:5)`,
	Python: (type, message, name, line) =>
		`Traceback (most recent call last):\n  File "/srv/app/pay.py", line ${line}, in ${name}\n    run()\n  File "/usr/lib/python3.11/site-packages/flask/app.py", line 9, in run\n    x()\n${type}Error: ${message}`,
	Java: (type, message, name, line) =>
		`java.lang.${type}Exception: ${message}\n\tat org.acme.Cart.${name}(Cart.java:${line})\n\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1511)`,
	"Java, with a cause": (type, message, name, line) =>
		`org.acme.OrderException: order failed\n\tat org.acme.Order.place(Order.java:5)\nCaused by: java.lang.${type}Exception: ${message}\n\tat org.acme.Cart.${name}(Cart.java:${line})`,
	".NET": (type, message, name, line) =>
		`System.${type}Exception: ${message}\n   at Shop.Cart.${name}(Int32 id) in C:\\app\\Cart.cs:line ${line}\n   at System.Runtime.ExceptionDispatchInfo.Throw()`,
	Ruby: (type, message, name, line) =>
		`/srv/app/lib/cart.rb:${line}:in '${name}': ${message} (${type}Error)\n\tfrom /usr/share/gems/gems/rack-3.0/lib/rack.rb:1:in 'call'`,
	PHP: (type, message, name, line) =>
		`PHP Fatal error: Uncaught App\\Cart\\${type}Exception: ${message} in /srv/app/Cart.php:${line}\nStack trace:\n#0 /srv/app/Order.php(${line}): App\\Cart->${name}(5)\n#1 {main}`,
};

describe.each(Object.entries(THROWN))("an exception of %s", (_, thrown) => {
	const one = ofText(thrown("State", "no total of cart", "total", 10));

	it("is the same whatever it says and at whichever line", () => {
		expect(one.isException).toBe(true);
		expect(ofText(thrown("State", "the sum is missing", "total", 57)).fingerprint).toBe(one.fingerprint);
	});

	it("is another one with another type, or from another function", () => {
		expect(ofText(thrown("Range", "no total of cart", "total", 10)).fingerprint).not.toBe(one.fingerprint);
		expect(ofText(thrown("State", "no total of cart", "refund", 10)).fingerprint).not.toBe(one.fingerprint);
	});

	it("is called by its type and its words", () => {
		expect(one.title).toContain("State");
	});
});

test.each([
	["a message", "no stock left"],
	["a type without a stack trace", "TypeError: no total"],
	["a type that says nothing", "Error: no total\n    at pay (/srv/app/pay.ts:1:1)"],
	[
		"a panic of Go, which has no type",
		"panic: no cart\n\ngoroutine 1 [running]:\nmain.pay(0x1)\n\t/srv/pay.go:12 +0x1d",
	],
	[
		"a panic of Rust",
		"thread 'main' panicked at src/main.rs:3:5:\nno cart\nstack backtrace:\n   2: shop::total\n             at /srv/src/cart.rs:5:9",
	],
	[
		"minified code, where any error is at the same place",
		"TypeError: no total\n    at t.e (https://shop.example.com/index-BxY2zq9.js:1:23)",
	],
	[
		"a function without a name",
		"TypeError: no total\n    at <anonymous> (/srv/app/pay.ts:1:1)\n    at /srv/app/main.ts:2:2",
	],
	["libraries alone", "TypeError: no total\n    at Layer.handle (/srv/app/node_modules/express/layer.js:95:5)"],
])("by its message goes %s", (_, text) => {
	const identity = ofText(text);
	expect(identity).toMatchObject({ isException: false, fingerprint: `template:${contentOf("log", text).contentId}` });
});

it("has a record's own exception, where the message says something else", () => {
	const identity = errorIdentity(
		logContent({
			message: "request 17 failed",
			errorType: "TypeError",
			errorMessage: "no total",
			errorStack: "TypeError: no total\n    at pay (/srv/app/pay.ts:1:1)",
		}),
	);
	expect(identity).toMatchObject({ isException: true, title: "TypeError: no total" });
});

it("is another one in tests than in logs", () => {
	const text = THROWN.JavaScript?.("State", "no total", "total", 1) ?? "";
	expect(errorIdentity(contentOf("test", text)).fingerprint).not.toBe(ofText(text).fingerprint);
});
