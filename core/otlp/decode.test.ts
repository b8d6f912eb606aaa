import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { otlpLimits } from "../limits.ts";
import { decodeLogs, decodeMetrics, OtlpDecodeError } from "./decode.ts";

const bytes = (json: unknown) => new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json));
const decodeJson = (json: unknown) => decodeLogs(bytes(json), "json");
const attributeJson = (value: unknown) =>
	decodeJson({ resourceLogs: [{ resource: { attributes: [{ key: "k", value }] } }] }).resourceLogs[0]?.resource
		?.attributes.values[0];

/** A protobuf message of length-delimited and other fields. */
function proto(write: (writer: BinaryWriter) => void): Uint8Array {
	const writer = new BinaryWriter();
	write(writer);
	return writer.finish();
}
const field = (number: number, content: Uint8Array) =>
	proto((writer) => writer.tag(number, WireType.LengthDelimited).bytes(content));
const nest = (path: number[], content: Uint8Array) =>
	path.reduceRight((inner, number) => field(number, inner), content);
/** The bytes of one log record as a whole request. */
const requestOf = (record: Uint8Array) => nest([1, 2, 2], record);
const recordOf = (record: Uint8Array) =>
	decodeLogs(requestOf(record), "protobuf").resourceLogs[0]?.scopeLogs[0]?.logRecords[0];

describe("decoding protobuf", () => {
	it("skips fields that it does not know, groups included", () => {
		const record = recordOf(
			proto((writer) => {
				writer.tag(900, WireType.Varint).uint64(7);
				writer.tag(901, WireType.StartGroup).tag(1, WireType.Bit64).fixed64(1).tag(901, WireType.EndGroup);
				writer.tag(902, WireType.Bit32).fixed32(1);
				writer.tag(3, WireType.LengthDelimited).string("WARN");
			}),
		);
		expect(record?.severityText).toBe("WARN");
	});

	it("reads repeated numbers packed and one by one", () => {
		const point = proto((writer) => {
			writer.tag(6, WireType.LengthDelimited).fork().fixed64(1).fixed64(2).join();
			writer.tag(6, WireType.Bit64).fixed64(3);
			writer.tag(7, WireType.Bit64).double(0.5);
			writer.tag(7, WireType.LengthDelimited).fork().double(1.5).join();
		});
		const request = decodeMetrics(nest([1, 2, 2, 9, 1], point), "protobuf");
		const decoded = request.resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.histogram?.dataPoints[0];
		expect(decoded).toMatchObject({ bucketCounts: [1n, 2n, 3n], explicitBounds: [0.5, 1.5] });
	});

	it("merges a message that comes in parts, and lets the last of several values count", () => {
		const attribute = (key: string) => field(1, field(1, bytes(key)));
		const resource = (key: string) => field(1, attribute(key));
		const request = decodeLogs(field(1, Buffer.concat([resource("a"), resource("b")])), "protobuf");
		expect(request.resourceLogs[0]?.resource?.attributes.keys).toEqual(["a", "b"]);
		const body = proto((writer) =>
			writer.tag(1, WireType.LengthDelimited).string("x").tag(2, WireType.Varint).bool(true),
		);
		expect(recordOf(field(5, body))?.body).toBe(true);
	});

	it("keeps 64-bit integers exact", () => {
		const values = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, -1n].map(
			(integer) =>
				recordOf(
					field(
						5,
						proto((writer) => writer.tag(3, WireType.Varint).int64(integer)),
					),
				)?.body,
		);
		expect(values).toEqual([2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, -1]);
	});

	it("replaces invalid UTF-8", () => {
		expect(recordOf(field(3, new Uint8Array([0x61, 0xff, 0xc3, 0x62, 0])))?.severityText).toBe("a\ufffd\ufffdb\ufffd");
	});

	it.each([
		[
			"a wrong wire type",
			requestOf(new Uint8Array([0x08, 0x01])),
			/logRecords\[0\]\.timeUnixNano: wire type 0 where 1/,
		],
		["a field number of 0", new Uint8Array([0x00, 0x01]), /illegal tag/],
		[
			"a varint without end",
			requestOf(new Uint8Array([0x10, ...Array(20).fill(0xff)])),
			/severityNumber: invalid varint/,
		],
		[
			"a length past its message",
			new Uint8Array([0x0a, 0x05, 0x0a]),
			/resourceLogs\[0\]: a field of 5 bytes runs past/,
		],
		["a length of 4 GB", new Uint8Array([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]), /runs past/],
		["a text that leaves its message", nest([1, 2], new Uint8Array([0x1a, 0x02])), /scopeLogs\[0\]\.schemaUrl/],
		[
			"a number that leaves its message",
			Buffer.concat([requestOf(new Uint8Array([0x09])), new Uint8Array(9)]),
			/logRecords\[0\]\.timeUnixNano: the field runs past/,
		],
		["groups within groups", new Uint8Array(100_000).fill(0x4b), /recursion/],
	])("refuses %s and says where", (_case, body, message) => {
		expect(() => decodeLogs(body, "protobuf")).toThrow(OtlpDecodeError);
		expect(() => decodeLogs(body, "protobuf")).toThrow(message);
	});

	it("refuses values that are nested too deeply, but takes those at the limit", () => {
		const nested = (levels: number) => {
			let value: Uint8Array = new Uint8Array();
			for (let level = 0; level < levels; level += 1) value = field(5, field(1, value));
			return requestOf(field(5, value));
		};
		expect(() => decodeLogs(nested(otlpLimits.valueDepth), "protobuf")).not.toThrow();
		expect(() => decodeLogs(nested(otlpLimits.valueDepth + 1), "protobuf")).toThrow(/more than 64 levels/);
		expect(() => decodeLogs(nested(5_000), "protobuf")).toThrow(OtlpDecodeError);
	});

	it("refuses a small body that would become very many objects", () => {
		const empties = (count: number) => Buffer.alloc(2 * count).map((_byte, index) => (index % 2 === 0 ? 0x0a : 0));
		expect(() => decodeLogs(empties(otlpLimits.messages + 1), "protobuf")).toThrow(/100000 records .* smaller batches/);
		const values = requestOf(field(5, field(5, empties(otlpLimits.values))));
		expect(() => decodeLogs(values, "protobuf")).toThrow(/1000000 attributes and values .* smaller batches/);
		const json = { resourceLogs: Array(otlpLimits.messages + 1).fill({}) };
		expect(() => decodeJson(json)).toThrow(/smaller batches/);
	});
});

describe("decoding JSON", () => {
	it("reads every kind of value", () => {
		expect(attributeJson({ stringValue: "s" })).toBe("s");
		expect(attributeJson({ boolValue: false })).toBe(false);
		expect(attributeJson({ intValue: "-9223372036854775808" })).toBe(-(2n ** 63n));
		expect(attributeJson({ intValue: 7 })).toBe(7);
		expect(attributeJson({ doubleValue: "Infinity" })).toBe(Number.POSITIVE_INFINITY);
		expect(attributeJson({ doubleValue: 1 })).toBe(1);
		expect(attributeJson({ bytesValue: "-_8" })).toBe("+/8=");
		expect(attributeJson({ arrayValue: { values: [{ intValue: 1 }, {}] } })).toEqual([1, null]);
		expect(attributeJson({ arrayValue: {} })).toEqual([]);
		expect(attributeJson({ kvlistValue: { values: [{ key: "a", value: { intValue: 1 } }] } })).toMatchObject({
			keys: ["a"],
			values: [1],
		});
		expect(attributeJson({})).toBeNull();
		expect(attributeJson(undefined)).toBeNull();
	});

	it("loses no digit of integers that are bare numbers", () => {
		const text = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":1700000000123456789}]}]}]}';
		expect(decodeJson(text).resourceLogs[0]?.scopeLogs[0]?.logRecords[0]?.timeUnixNano).toBe(1700000000123456789n);
	});

	it("takes a whole number beyond int64, which the JavaScript SDK sends as an integer, as a double", () => {
		expect(attributeJson({ intValue: 1e21 })).toBe(1e21);
	});

	it("ignores unknown fields, names in snake case and nulls, as the specification asks", () => {
		const request = decodeJson({
			resource_logs: [1],
			new: {},
			resourceLogs: [{ resource: null, scopeLogs: [{ logRecords: [{ severityText: null, __proto__x: 1 }] }] }],
		});
		expect(request.resourceLogs[0]?.scopeLogs[0]?.logRecords[0]?.severityText).toBe("");
	});

	it.each([
		["no JSON", "{", /not JSON/],
		["nothing", "", /not JSON/],
		["a list", [], /expected an object \(ExportLogsServiceRequest\), got an array/],
		["a text as list", { resourceLogs: "x" }, /^resourceLogs: expected an array, got string "x"/],
		[
			"null in a list",
			{ resourceLogs: [{}, null] },
			/^resourceLogs\[1\]: expected an object \(ResourceLogs\), got null/,
		],
		[
			"a wrong type far down",
			{ resourceLogs: [{ scopeLogs: [{ logRecords: [{}, { severityText: 5 }] }] }] },
			/^resourceLogs\[0\]\.scopeLogs\[0\]\.logRecords\[1\]\.severityText: expected a string, got number 5/,
		],
		[
			"a negative time",
			{ resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: "-1" }] }] }] },
			/timeUnixNano: -1 is not between 0/,
		],
		[
			"an id in base64",
			{ resourceLogs: [{ scopeLogs: [{ logRecords: [{ traceId: "W47/95gDgQPSabYzgT/GDA==" }] }] }] },
			/traceId: an id must be hexadecimal/,
		],
		[
			"a broken attribute",
			{
				resourceLogs: [
					{ resource: { attributes: [{}, { key: "k", value: { arrayValue: { values: [{ intValue: "x" }] } } }] } },
				],
			},
			/^resourceLogs\[0\]\.resource\.attributes\[1\]\.value\.arrayValue\.values\[0\]\.intValue: expected an integer/,
		],
		[
			"attributes that are an object",
			{ resourceLogs: [{ resource: { attributes: { k: "v" } } }] },
			/attributes: expected an array of KeyValue/,
		],
	])("refuses %s and says where", (_case, body, message) => {
		expect(() => decodeJson(body)).toThrow(OtlpDecodeError);
		expect(() => decodeJson(body)).toThrow(message);
	});

	it("survives nesting of any depth, in values and in unknown fields", () => {
		const value = `${'{"arrayValue":{"values":['.repeat(10_000)}${"]}}".repeat(10_000)}`;
		const attributes = `{"resourceLogs":[{"resource":{"attributes":[{"key":"k","value":${value}}]}}]}`;
		expect(() => decodeJson(attributes)).toThrow(/more than 64 levels/);
		const brackets = "[".repeat(1_000_000) + "]".repeat(1_000_000);
		for (const extra of ["", ',"x":12345678901234567']) {
			try {
				decodeJson(`{"unknown":${brackets}${extra}}`);
			} catch (error) {
				expect(error).toBeInstanceOf(OtlpDecodeError);
			}
		}
	});
});
