import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { templateLimits } from "../templateLimits.ts";
import { readStack } from "./readStack.ts";

/** By language: a trace as a function of where the program is installed and of what its lines are. */
const TRACES: Record<string, { trace: (root: string, line: number) => string; message: string; frames: string[] }> = {
	JavaScript: {
		trace: (root, line) => `TypeError: total is not a function
    at pay (${root}/src/pay.ts:${line}:3)
    at async Cart.checkout [as run] (file://${root}/src/cart/cart.ts:${line + 5}:1)
    at Layer.handle (${root}/node_modules/express/lib/router/layer.js:95:5)
    at async Promise.all (index 0)
    at node:internal/process/task_queues:95:5
    at ${root}/src/main.ts:${line}:1`,
		message: "TypeError: total is not a function",
		frames: ["at pay (pay.ts)", "at Cart.checkout (cart/cart.ts)", "at main.ts"],
	},
	"JavaScript of browsers": {
		trace: (root, line) => `pay@https://shop.example.com${root}/cart-3f2a1b${10 + (line % 80)}.js:1:${line}
t@https://shop.example.com${root}/cart-3f2a1b${10 + (line % 80)}.js:1:99
@moz-extension://7/x.js:1:1`,
		message: "",
		frames: ["at pay (cart-<id>.js)", "at cart-<id>.js"],
	},
	"minified JavaScript": {
		trace: (root, line) => `Error: no cart
    at t.e (https://shop.example.com${root}/index-BxY${line}zq9.js:1:23${line})
    at n (https://shop.example.com${root}/index-BxY${line}zq9.js:1:3456)`,
		message: "Error: no cart",
		frames: ["at index-<id>.js"],
	},
	Python: {
		trace: (root, line) => `Traceback (most recent call last):
  File "${root}/shop/views.py", line ${line}, in pay
    total = cart["total"]
            ~~~~^^^^^^^^^
  File "/usr/lib/python3.11/json/__init__.py", line 3, in loads
    return decode(text)
  File "${root}/venv/lib/python3.11/site-packages/flask/app.py", line 9, in dispatch
    return run()
  File "${root}/shop/cart/model.py", line ${line + 1}, in get
    raise KeyError(key)
KeyError: 'total'`,
		message: "KeyError: 'total'",
		frames: ["at get (cart/model.py)", "at pay (views.py)"],
	},
	Java: {
		trace: (_, line) => `java.lang.IllegalStateException: no session
	at org.acme.shop.Cart.total(Cart.java:${line})
	at org.acme.shop.Cart$$EnhancerBySpringCGLIB$$1a2b${line}.total(<generated>)
	at java.base/java.util.ArrayList.forEach(ArrayList.java:1511)
	at app//org.acme.shop.Order.lambda$new$${line}(Order.java:${line}) ~[shop.jar!/:1.2]
	at jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method)
	at org.springframework.web.Servlet.doGet(Servlet.java:5)
Caused by: java.io.IOException: Broken pipe
	at org.acme.io.Pipe.write(Pipe.kt:${line})
	... 12 more`,
		message: "java.lang.IllegalStateException: no session\nCaused by: java.io.IOException: Broken pipe",
		frames: [
			"at org.acme.shop.Cart.total",
			"at org.acme.shop.Cart$$<id>.total",
			"at org.acme.shop.Order.lambda$new$<num>",
			"at org.acme.io.Pipe.write",
		],
	},
	Go: {
		trace: (root, line) => `panic: no cart

goroutine ${line} [running]:
panic({0x1, 0x2})
	/usr/local/go/src/runtime/panic.go:884 +0x213
main.(*Server).handle(0xc0000b4000, {0x1, 0x${line}})
	${root}/server.go:${line} +0x1d
net/http.HandlerFunc.ServeHTTP(0x0)
	/usr/local/go/src/net/http/server.go:2122 +0x2f
github.com/gorilla/mux.(*Router).ServeHTTP(0x0)
	/home/ann/go/pkg/mod/github.com/gorilla/mux@v1.8.0/mux.go:210 +0x1c5
created by main.main.func1 in goroutine 1
	${root}/cmd/main.go:${line} +0x5
exit status 2`,
		message: "panic: no cart",
		frames: ["at main.(*Server).handle (server.go)", "at main.main.func<num> (cmd/main.go)"],
	},
	Rust: {
		trace: (root, line) => `no cart
stack backtrace:
   0: rust_begin_unwind
             at /rustc/9fc6b4312/library/std/src/panicking.rs:647:5
   1: core::panicking::panic_fmt
   2: shop::cart::Cart::total::h0123456789abcd${10 + (line % 80)}
             at ${root}/src/cart.rs:${line}:9
   3: shop::main
             at ${root}/src/main.rs:4:5
   4: core::ops::function::FnOnce::call_once
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`,
		message: "no cart",
		frames: ["at shop::cart::Cart::total (cart.rs)", "at shop::main (main.rs)"],
	},
	".NET": {
		trace: (root, line) => `System.InvalidOperationException: No cart
   at Shop.Cart.Total(Int32 id, List\`1 items) in C:${root.replaceAll("/", "\\")}\\Cart.cs:line ${line}
   at Shop.Orders.<Place>d__${line}.MoveNext() in C:${root.replaceAll("/", "\\")}\\Orders\\Orders.cs:line 9
   at System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw()
   --- End of inner exception stack trace ---
   at Program.Main()`,
		message: "System.InvalidOperationException: No cart",
		frames: [
			"at Shop.Cart.Total (Cart.cs)",
			"at Shop.Orders.<Place>d__<num>.MoveNext (Orders/Orders.cs)",
			"at Program.Main",
		],
	},
	Ruby: {
		trace: (root, line) => `${root}/lib/cart.rb:${line}:in 'Cart#total': no card (CardError)
	from ${root}/lib/order.rb:5:in \`block in place'
	from /usr/share/gems/gems/rack-3.0/lib/rack.rb:1:in 'call'
	from <internal:kernel>:187:in 'loop'`,
		message: "no card (CardError)",
		frames: ["at Cart#total (cart.rb)", "at block in place (order.rb)"],
	},
	PHP: {
		trace: (root, line) => `Uncaught RuntimeException: no cart
Stack trace:
#0 ${root}/src/Order.php(${line}): App\\Cart->total(5, Array)
#1 ${root}/vendor/symfony/kernel.php(3): App\\Order->place()
#2 [internal function]: array_map(Object(Closure), Array)
#3 ${root}/src/http/Index.php(${line}): App\\Order->run()
#4 {main}
  thrown in ${root}/src/Cart.php on line ${line}`,
		message: "Uncaught RuntimeException: no cart",
		frames: ["at App\\Cart->total (Order.php)", "at App\\Order->run (http/Index.php)"],
	},
};

describe.each(Object.entries(TRACES))("a stack trace of %s", (_, { trace, message, frames }) => {
	it("is reduced to its message and its in-app frames", () => {
		expect(readStack(trace("/srv/shop", 10))).toEqual({ message, frames });
	});

	it("reads the same from another deployment", () => {
		expect(readStack(trace("/home/ann/releases/20260310/app", 57))).toEqual({ message, frames });
	});
});

test("a text without a stack trace is all message", () => {
	const text = "expected 5 to be 6\n- 5\n+ 6\n\nat the end";
	expect(readStack(text)).toEqual({ message: "expected 5 to be 6\n- 5\n+ 6\nat the end", frames: [] });
});

test("an endless recursion is one frame, and a deep stack its innermost frames", () => {
	const recursion = Array.from({ length: 500 }, () => "    at walk (/app/tree.js:7:9)").join("\n");
	expect(readStack(`RangeError\n${recursion}`).frames).toEqual(["at walk (tree.js)"]);
	const deep = Array.from({ length: 50 }, (_, index) => `    at f${index}x (/app/tree.js:7:9)`).join("\n");
	expect(readStack(deep).frames).toHaveLength(templateLimits.frames);
});

test("whatever it is given, its frames are few, short and well formed, and it is quick", () => {
	const piece = fc.constantFrom(
		..."at |(|)|:1:2|\n|File \"|\", line 5, in |#0 |{main}|😀|\ud83d| |\t|a|::|.go:1|.rb:1:in '|'|<|>|@|/x/y.js".split(
			"|",
		),
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 400 }), (pieces, times) => {
			const start = performance.now();
			const { frames } = readStack(pieces.join("").repeat(times));
			expect(performance.now() - start).toBeLessThan(2_000);
			expect(frames.length).toBeLessThanOrEqual(templateLimits.frames);
			for (const frame of frames) {
				expect(frame.length).toBeLessThanOrEqual(templateLimits.frame);
				expect(frame.isWellFormed()).toBe(true);
			}
		}),
		{ numRuns: 200 },
	);
});
