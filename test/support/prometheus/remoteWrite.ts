import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { compress } from "snappyjs";

/** A request of either version, as its protobuf says it. Times are milliseconds since 1970. */
export interface SentRequest {
	series?: SentSeries[];
	/** Version 1.0 only. */
	families?: { name: string; type: number; help?: string; unit?: string }[];
}

export interface SentSeries {
	labels: Record<string, string>;
	samples?: SentSample[];
	exemplars?: { labels: Record<string, string>; value: number; time: number }[];
	histograms?: SentHistogram[];
	/** Version 2.0 only. */
	metadata?: { type: number; help?: string; unit?: string };
	created?: number;
}

export interface SentSample {
	/** A bigint is the double's bits. */
	value: number | bigint;
	time: number;
	start?: number;
}

export interface SentHistogram {
	count: number | { float: number };
	sum: number | bigint;
	schema?: number;
	zeroThreshold?: number;
	zeroCount?: number;
	positive?: Buckets;
	negative?: Buckets;
	bounds?: number[];
	resetHint?: number;
	time: number;
	start?: number;
}

/** Spans as [offset, length]; counts as deltas in an integer histogram, as they are in a float histogram. */
interface Buckets {
	spans: [number, number][];
	counts: number[];
}

export const STALE = 0x7ff0_0000_0000_0002n;

export type Version = "1.0" | "2.0";

export const CONTENT_TYPES: Record<Version, string> = {
	"1.0": "application/x-protobuf",
	"2.0": "application/x-protobuf;proto=io.prometheus.write.v2.Request",
};

/** The body that a sender of the version sends, compressed. */
export function remoteWriteBody(version: Version, request: SentRequest): Uint8Array<ArrayBuffer> {
	return compress(version === "1.0" ? encodeV1(request) : encodeV2(request));
}

/** A `prometheus.WriteRequest`. */
export function encodeV1({ series = [], families = [] }: SentRequest): Uint8Array<ArrayBuffer> {
	const writer = new BinaryWriter();
	for (const { labels, samples = [], exemplars = [], histograms = [] } of series) {
		nest(writer, 1, () => {
			writeLabels(writer, labels);
			for (const sample of samples) writeSample(writer, sample);
			for (const { labels, value, time } of exemplars) {
				nest(writer, 3, () => {
					writeLabels(writer, labels);
					writer.tag(2, WireType.Bit64).double(value).tag(3, WireType.Varint).int64(time);
				});
			}
			for (const histogram of histograms) nest(writer, 4, () => writeHistogram(writer, histogram));
		});
	}
	for (const { name, type, help = "", unit = "" } of families) {
		nest(writer, 3, () => {
			writer.tag(1, WireType.Varint).int32(type);
			for (const [field, text] of [[2, name] as const, [4, help] as const, [5, unit] as const]) {
				writer.tag(field, WireType.LengthDelimited).string(text);
			}
		});
	}
	return writer.finish();
}

/** An `io.prometheus.write.v2.Request`. */
export function encodeV2({ series = [] }: SentRequest): Uint8Array<ArrayBuffer> {
	const writer = new BinaryWriter();
	const symbols = [""];
	const refOf = (text: string) => {
		if (!symbols.includes(text)) symbols.push(text);
		return symbols.indexOf(text);
	};
	const writeRefs = (labels: Record<string, string>) =>
		nest(writer, 1, () => {
			for (const text of Object.entries(labels).flat()) writer.uint32(refOf(text));
		});
	for (const { labels, samples = [], histograms = [], exemplars = [], metadata, created } of series) {
		nest(writer, 5, () => {
			writeRefs(labels);
			for (const sample of samples) writeSample(writer, sample);
			for (const histogram of histograms) nest(writer, 3, () => writeHistogram(writer, histogram));
			for (const { labels, value, time } of exemplars) {
				nest(writer, 4, () => {
					writeRefs(labels);
					writer.tag(2, WireType.Bit64).double(value).tag(3, WireType.Varint).int64(time);
				});
			}
			if (metadata) {
				nest(writer, 5, () => {
					writer.tag(1, WireType.Varint).int32(metadata.type);
					writer.tag(3, WireType.Varint).uint32(refOf(metadata.help ?? ""));
					writer.tag(4, WireType.Varint).uint32(refOf(metadata.unit ?? ""));
				});
			}
			if (created) writer.tag(6, WireType.Varint).int64(created);
		});
	}
	for (const symbol of symbols) writer.tag(4, WireType.LengthDelimited).string(symbol);
	return writer.finish();
}

function nest(writer: BinaryWriter, field: number, write: () => void): void {
	writer.tag(field, WireType.LengthDelimited).fork();
	write();
	writer.join();
}

function writeLabels(writer: BinaryWriter, labels: Record<string, string>): void {
	for (const [name, value] of Object.entries(labels)) {
		nest(writer, 1, () => {
			writer.tag(1, WireType.LengthDelimited).string(name).tag(2, WireType.LengthDelimited).string(value);
		});
	}
}

function writeSample(writer: BinaryWriter, { value, time, start }: SentSample): void {
	nest(writer, 2, () => {
		writeDouble(writer, 1, value);
		writer.tag(2, WireType.Varint).int64(time);
		if (start) writer.tag(3, WireType.Varint).int64(start);
	});
}

function writeDouble(writer: BinaryWriter, field: number, value: number | bigint): void {
	writer.tag(field, WireType.Bit64);
	if (typeof value === "bigint") writer.fixed64(value);
	else writer.double(value);
}

function writeHistogram(writer: BinaryWriter, histogram: SentHistogram): void {
	const { count, sum, schema = 0, zeroThreshold = 0, zeroCount = 0, positive, negative, bounds = [] } = histogram;
	const isFloat = typeof count === "object";
	if (isFloat) writer.tag(2, WireType.Bit64).double(count.float);
	else writer.tag(1, WireType.Varint).uint64(count);
	writeDouble(writer, 3, sum);
	writer.tag(4, WireType.Varint).sint32(schema).tag(5, WireType.Bit64).double(zeroThreshold);
	if (isFloat) writer.tag(7, WireType.Bit64).double(zeroCount);
	else writer.tag(6, WireType.Varint).uint64(zeroCount);
	writeBuckets(writer, 8, negative, isFloat);
	writeBuckets(writer, 11, positive, isFloat);
	writer
		.tag(14, WireType.Varint)
		.int32(histogram.resetHint ?? 0)
		.tag(15, WireType.Varint)
		.int64(histogram.time);
	nest(writer, 16, () => {
		for (const bound of bounds) writer.double(bound);
	});
	if (histogram.start) writer.tag(17, WireType.Varint).int64(histogram.start);
}

/** Spans, deltas and counts have consecutive numbers. */
function writeBuckets(writer: BinaryWriter, field: number, buckets: Buckets | undefined, isFloat: boolean): void {
	for (const [offset, length] of buckets?.spans ?? []) {
		nest(writer, field, () => {
			writer.tag(1, WireType.Varint).sint32(offset).tag(2, WireType.Varint).uint32(length);
		});
	}
	nest(writer, isFloat ? field + 2 : field + 1, () => {
		for (const count of buckets?.counts ?? []) isFloat ? writer.double(count) : writer.sint64(count);
	});
}
