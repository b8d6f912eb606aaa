import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const services = ["payments", "payments-worker", "shop", "shop-web", "inventory"];

test.each([
	["payment", ["payments", "payments-worker"]],
	["paymnets", ["payments", "payments-worker"]],
	["PAYMENTS", ["payments", "payments-worker"]],
	["shopweb", ["shop-web", "shop"]],
	["invntory", ["inventory"]],
	["zzz", []],
	["", []],
])("%s may be meant as %j", (word, meant) => {
	expect(nearest(word, services)).toEqual(meant);
});

test("gives each candidate once, and no more than are asked for", () => {
	expect(nearest("shop", ["shop", "shop", "shops", "shopp"], 2)).toEqual(["shop", "shopp"]);
});

test("tells words of one letter apart", () => {
	expect(nearest("a", ["a", "b"])).toEqual(["a"]);
});

test("takes letters of any script", () => {
	expect(nearest("платежи", ["платеж", "склад"])).toEqual(["платеж"]);
});
