import { prometheusLimits } from "../limits.ts";
import { ItemBudget } from "../otlp/itemBudget.ts";
import type { MessageTable } from "../otlp/messageTable.ts";
import { OtlpDecodeError } from "../otlp/otlpDecodeError.ts";
import { OtlpReader } from "../otlp/otlpReader.ts";
import { readProtobuf } from "../otlp/readProtobuf.ts";
import type { RemoteWrite, WrittenSeries } from "./remoteWrite.ts";
import type { Label } from "./tables/common.ts";
import { writeRequest } from "./tables/v1.ts";
import { requestV2, type TimeSeriesV2 } from "./tables/v2.ts";

/** Decodes an uncompressed `prometheus.WriteRequest`. Throws OtlpDecodeError where it is malformed. */
export function decodeV1(body: Uint8Array): RemoteWrite {
	const { timeseries, metadata } = decode(body, writeRequest);
	return { series: timeseries.map((series) => ({ ...series, metadata: null })), families: metadata };
}

/** Decodes an uncompressed `io.prometheus.write.v2.Request`. Throws OtlpDecodeError where it is malformed. */
export function decodeV2(body: Uint8Array): RemoteWrite {
	const { timeseries, symbols } = decode(body, requestV2);
	return { series: timeseries.map((series, index) => resolveSeries(series, symbols, index)), families: [] };
}

function decode<Message extends object>(body: Uint8Array, table: MessageTable<Message>): Message {
	return readProtobuf(new OtlpReader(body), body.length, table, new ItemBudget(prometheusLimits));
}

function resolveSeries(series: TimeSeriesV2, symbols: string[], index: number): WrittenSeries {
	const { samples, histograms, exemplars, metadata, createdTimestamp } = series;
	for (const point of [...samples, ...histograms]) point.startTimestamp ||= createdTimestamp;
	try {
		return {
			labels: resolveLabels(series.labelsRefs, symbols),
			samples,
			histograms,
			exemplars: exemplars.map(({ labelsRefs, value, timestamp }) => ({
				labels: resolveLabels(labelsRefs, symbols),
				value,
				timestamp,
			})),
			metadata: metadata && {
				type: metadata.type,
				help: symbolAt(metadata.helpRef, symbols),
				unit: symbolAt(metadata.unitRef, symbols),
			},
		};
	} catch (error) {
		throw error instanceof OtlpDecodeError ? error.within("timeseries", index) : error;
	}
}

/** References come in pairs: a name's, and its value's. */
function resolveLabels(refs: number[], symbols: string[]): Label[] {
	if (refs.length % 2 !== 0) throw new OtlpDecodeError("the last label has no value: labels_refs is of odd length");
	return Array.from({ length: refs.length / 2 }, (_, index) => ({
		name: symbolAt(refs[2 * index], symbols),
		value: symbolAt(refs[2 * index + 1], symbols),
	}));
}

function symbolAt(ref = 0, symbols: string[]): string {
	const symbol = symbols[ref];
	// No reference at all is one to the first symbol, which is empty where there is any.
	if (symbol !== undefined || ref === 0) return symbol ?? "";
	throw new OtlpDecodeError(`symbol ${ref} is referred to, but there are ${symbols.length}`);
}
