/** The name under which Vagus's telemetry about itself comes. */
export const OWN_SERVICE = "vagus";
