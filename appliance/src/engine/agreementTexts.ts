/** What a quantized model is compared on with fp32: templates, errors and questions as they are embedded, short and long. */
export const AGREEMENT_TEXTS = [
	"Connection to <host> refused",
	"Request <id> finished with status <num> in <duration>",
	"TypeError: Cannot read properties of undefined (reading 'total')\nat checkout (src/cart/checkout.ts)\nat handle (src/server.ts)",
	'duplicate key value violates unique constraint "orders_pkey"',
	'java.lang.NullPointerException: Cannot invoke "Order.getTotal()" because "order" is null\nat com.acme.orders.OrderService.total (OrderService.java)',
	"AssertionError: expected 200 to equal 503",
	"Payment of order <id> was declined by the card's issuer",
	"Deadlock found when trying to get lock; try restarting transaction",
	"error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.",
	"Health check of node <host> failed <num> times, taking it out of rotation",
	"panic: runtime error: index out of range [<num>] with length <num>",
	"Der Benutzer <id> wurde nicht gefunden",
	"why do customers see a blank page after they log in",
	"which deployment made the checkout slow",
	"upstream connect error or disconnect/reset before headers. reset reason: connection timeout. The service was asked " +
		"three times, each time after a longer pause, and none of its instances accepted a connection; the circuit breaker " +
		"is open now and requests are answered from the cache, which is older than its limit allows",
	"x",
] as const;
