/** The same request in both encodings. */
export interface OtlpSample {
	protobuf: Uint8Array;
	json: Uint8Array;
}
