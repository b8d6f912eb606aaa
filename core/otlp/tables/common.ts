// opentelemetry-proto 1.x: common/v1/common.proto and resource/v1/resource.proto. Entity references and the string
// indices of the profiling signal are unknown fields here.
import { Attributes } from "../attributes.ts";
import { message, one } from "../messageTable.ts";
import { text, uint32 } from "../scalars.ts";

export interface InstrumentationScope {
	name: string;
	version: string;
	attributes: Attributes;
	droppedAttributesCount: number;
}

export interface Resource {
	attributes: Attributes;
	droppedAttributesCount: number;
}

export const instrumentationScope = message<InstrumentationScope>(
	"InstrumentationScope",
	() => ({ name: "", version: "", attributes: new Attributes(), droppedAttributesCount: 0 }),
	{
		name: one(1, text),
		version: one(2, text),
		attributes: one(3, "attributes"),
		droppedAttributesCount: one(4, uint32),
	},
);

export const resource = message<Resource>(
	"Resource",
	() => ({ attributes: new Attributes(), droppedAttributesCount: 0 }),
	{
		attributes: one(1, "attributes"),
		droppedAttributesCount: one(2, uint32),
	},
);
