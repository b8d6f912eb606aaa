/** When samples happened, in seconds since 1970: a little while ago, since very old telemetry is refused. */
export const SAMPLE_SECOND = Math.floor(Date.now() / 1000) - 600;

/** The same in ISO 8601, up to the fraction. */
export const SAMPLE_TIME = new Date(SAMPLE_SECOND * 1000).toISOString().slice(0, 19);

/** The same request in both encodings. */
export interface OtlpSample {
	protobuf: Uint8Array;
	json: Uint8Array;
}
