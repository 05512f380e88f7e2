"""A client that knows nothing of the event stream but its address, as grpcurl does: `generic.py ADDRESS`.

It asks the server by reflection what there is, and calls that. It prints a line of JSON for each thing it sees; the test beside it,
python.rs, compares.
"""

import json
import sys

import grpc
from google.protobuf import json_format
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

STREAM = "aegis.events.v1.EventStream"
HEALTH = "grpc.health.v1.Health"


def say(**what):
    print(json.dumps(what), flush=True)


def call(channel, pool, service, name, **fields):
    """Calls a method by its name, with the fields of its request; gives the answer, or the answers, as JSON."""
    method = pool.FindServiceByName(service).methods_by_name[name]
    request = json_format.ParseDict(fields, GetMessageClass(method.input_type)())
    kind = channel.unary_stream if method.server_streaming else channel.unary_unary
    answer = GetMessageClass(method.output_type).FromString
    answers = kind(f"/{service}/{name}", type(request).SerializeToString, answer)(request, timeout=30)
    return map(json_format.MessageToDict, answers) if method.server_streaming else json_format.MessageToDict(answers)


def main(address):
    channel = grpc.insecure_channel(address)
    database = ProtoReflectionDescriptorDatabase(channel)
    pool = DescriptorPool(database)
    services = sorted(database.get_services())
    say(services=services)
    for service in [STREAM, HEALTH]:
        say(service=service, methods=sorted(pool.FindServiceByName(service).methods_by_name))

    say(health=call(channel, pool, HEALTH, "Check")["status"])
    catalog = call(channel, pool, STREAM, "GetCatalog")
    say(catalog=catalog["name"], events=len(catalog["events"]))
    # What is recorded, in the words of the .proto file.
    items = call(channel, pool, STREAM, "Subscribe", filter={"events": ["Order.OrderPlaced"]}, afterPosition="0")
    say(started=next(items)["started"]["afterPosition"])
    event = next(items)["event"]
    say(position=event["position"], event=event["eventType"], payload=json.loads(event["payload"])["number"])


main(sys.argv[1])
