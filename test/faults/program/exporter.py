"""A program that logs and traces through OpenTelemetry's Python SDK, with its own batches and retries.

Where it sends to is in OTEL_EXPORTER_OTLP_*. It speaks lines of JSON: on stdout what it made and what its exporters say
was taken, as exporter.ts does; on stdin it is told the round, and to finish.
"""

import json
import sys
import threading

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

telling = threading.Lock()


def tell(what, signal, ids):
    with telling:
        print(json.dumps({"what": what, "signal": signal, "ids": ids}), flush=True)


def told(signal, exporter, id_of):
    """Has an exporter tell which of its items were taken."""
    export = exporter.export

    def export_and_tell(items):
        result = export(items)
        if result.name == "SUCCESS":
            tell("acknowledged", signal, [id_of(item) for item in items])
        return result

    exporter.export = export_and_tell
    return exporter


log_exporter = told("logs", OTLPLogExporter(), lambda item: item.log_record.body)
span_exporter = told("traces", OTLPSpanExporter(), lambda span: span.name)

batches = {"schedule_delay_millis": 100, "max_export_batch_size": 64}
loggers = LoggerProvider()
loggers.add_log_record_processor(BatchLogRecordProcessor(log_exporter, **batches))
tracers = TracerProvider()
tracers.add_span_processor(BatchSpanProcessor(span_exporter, **batches))
logger = loggers.get_logger("faults")
tracer = tracers.get_tracer("faults")

round_number = 0
finished = threading.Event()


def work():
    made = 0
    while not finished.wait(0.02):
        record = f"{round_number}.python.{made}"
        made += 1
        tell("sent", "logs", [record])
        logger.emit(LogRecord(body=record, severity_number=SeverityNumber.INFO))
        tell("sent", "traces", [record])
        tracer.start_span(record).end()


worker = threading.Thread(target=work)
worker.start()
for line in sys.stdin:
    message = json.loads(line)
    if "finish" in message:
        break
    round_number = message["round"]
finished.set()
worker.join()
loggers.shutdown()
tracers.shutdown()
