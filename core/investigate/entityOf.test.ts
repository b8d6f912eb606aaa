import { expect, test } from "vitest";
import { entityOf, type SeriesSource } from "./entityOf.ts";

function namesOf(series: SeriesSource[], known: string[] = []) {
	const entity = entityOf(series, new Set(known));
	return series.map((one) => entity(one)).map(({ service, name }) => `${service} ${name}`);
}

const of = (service: string, name: string, labels = {}): SeriesSource => ({ service, name, labels });

test("a series is its service's", () => {
	expect(namesOf([of("cart", "cpu", { pod: "cart-1" }), of("shop", "cpu")])).toEqual(["cart cpu", "shop cpu"]);
});

test("a collector's series are of what a label names, without what tells replicas apart", () => {
	const pods = ["cart-6d4cf56db6-x8v2k", "shop-6d4cf56db6-abcde", "redis-0"];
	expect(namesOf(pods.map((pod) => of("kubelet", "cpu", { pod })))).toEqual(["cart cpu", "shop cpu", "redis cpu"]);
});

test("a service's own replicas are no services", () => {
	const pods = ["cart-pod-6d4cf56db6-x8v2k", "cart-pod-6d4cf56db6-abcde", "cart-pod-6d4cf56db6-fghij"];
	expect(namesOf(pods.map((pod) => of("cart", "cpu", { pod })))).toEqual(["cart cpu", "cart cpu", "cart cpu"]);
});

test("a service stands before the metric's own name, where many do", () => {
	const names = ["cart", "shop", "mail", "pay"].flatMap((name) => [`${name}_cpu`, `${name}_mem`]);
	expect(namesOf(names.map((name) => of("import", name))).slice(0, 3)).toEqual(["cart cpu", "cart mem", "shop cpu"]);
});

test("a namespace that metrics share is no service", () => {
	const names = ["http_requests", "http_duration", "db_pool", "db_wait"];
	expect(namesOf(names.map((name) => of("cart", name)))[0]).toBe("cart http_requests");
});
