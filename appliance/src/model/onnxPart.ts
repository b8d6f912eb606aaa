import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** What a serialized part of an ONNX model adds to it. */
export interface OnnxPart {
	/** Of ONNX's own operators; once in a model. */
	opset?: number;
	inputs?: OnnxValue[];
	outputs?: OnnxValue[];
	tensors?: OnnxTensor[];
	nodes?: OnnxNode[];
}

export interface OnnxValue {
	name: string;
	/** Missing where it follows from the nodes. */
	tensor?: {
		type: OnnxType;
		/** A number is a fixed size, a word one that is known when the model runs. */
		dims: (number | string)[];
	};
}

/** Values row by row, as bytes in little-endian order. */
export interface OnnxTensor {
	name: string;
	type: OnnxType;
	dims: number[];
	bytes: Uint8Array;
}

export interface OnnxNode {
	operator: string;
	inputs: string[];
	outputs: string[];
	attributes?: Record<string, number | number[]>;
	/** Attributes that are floats though their value may be whole. */
	floats?: Record<string, number>;
}

/** TensorProto.DataType. */
const TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type OnnxType = keyof typeof TYPES;

/**
 * A part of a model as a serialized ModelProto. Parts written one after another are one model, since protobuf merges
 * messages so: lists grow, the last of single values counts. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function onnxPart({ opset, inputs = [], outputs = [], tensors = [], nodes = [] }: OnnxPart): Uint8Array {
	const to = new BinaryWriter();
	if (opset !== undefined) {
		integer(to, 1, IR_VERSION);
		message(to, 8, () => integer(to, 2, opset));
	}
	message(to, 7, () => {
		for (const node of nodes) message(to, 1, () => writeNode(to, node));
		if (opset !== undefined) text(to, 2, "encoder");
		for (const tensor of tensors) message(to, 5, () => writeTensor(to, tensor));
		for (const value of inputs) message(to, 11, () => writeValue(to, value));
		for (const value of outputs) message(to, 12, () => writeValue(to, value));
	});
	return to.finish();
}

/** Of ONNX 1.12, the first with opset 17. */
const IR_VERSION = 8;

function writeNode(to: BinaryWriter, { operator, inputs, outputs, attributes = {}, floats = {} }: OnnxNode): void {
	for (const input of inputs) text(to, 1, input);
	for (const output of outputs) text(to, 2, output);
	text(to, 4, operator);
	for (const [name, value] of Object.entries(attributes)) {
		message(to, 5, () => {
			text(to, 1, name);
			if (Array.isArray(value)) for (const item of value) integer(to, 8, item);
			else integer(to, 3, value);
			integer(to, 20, Array.isArray(value) ? ATTRIBUTE.ints : ATTRIBUTE.int);
		});
	}
	for (const [name, value] of Object.entries(floats)) {
		message(to, 5, () => {
			text(to, 1, name);
			to.tag(2, WireType.Bit32).float(value);
			integer(to, 20, ATTRIBUTE.float);
		});
	}
}

/** AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

function writeTensor(to: BinaryWriter, { name, type, dims, bytes }: OnnxTensor): void {
	for (const dim of dims) integer(to, 1, dim);
	integer(to, 2, TYPES[type]);
	text(to, 8, name);
	to.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function writeValue(to: BinaryWriter, { name, tensor }: OnnxValue): void {
	text(to, 1, name);
	if (!tensor) return;
	const { type, dims } = tensor;
	message(to, 2, () =>
		message(to, 1, () => {
			integer(to, 1, TYPES[type]);
			message(to, 2, () => {
				for (const dim of dims) {
					message(to, 1, () => (typeof dim === "number" ? integer(to, 1, dim) : text(to, 2, dim)));
				}
			});
		}),
	);
}

function message(to: BinaryWriter, field: number, write: () => void): void {
	to.tag(field, WireType.LengthDelimited).fork();
	write();
	to.join();
}

function integer(to: BinaryWriter, field: number, value: number): void {
	to.tag(field, WireType.Varint).int64(value);
}

function text(to: BinaryWriter, field: number, value: string): void {
	to.tag(field, WireType.LengthDelimited).string(value);
}
