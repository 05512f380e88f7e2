"""A client of the event stream in Python, with what grpcio generates from the .proto file: `client.py PROTO_FOLDER ADDRESS`.

It prints a line of JSON for each thing it sees. The test beside it, python.rs, publishes events and compares.
"""

import json
import os
import sys
import tempfile

import grpc
from grpc_tools import protoc

PROTO = "aegis/events/v1/event_stream.proto"


def generate(protos):
    out = tempfile.mkdtemp()
    well_known = os.path.join(os.path.dirname(protoc.__file__), "_proto")
    arguments = ["protoc", f"-I{protos}", f"-I{well_known}", f"--python_out={out}", f"--grpc_python_out={out}", PROTO]
    if protoc.main(arguments) != 0:
        sys.exit("the .proto file does not compile")
    sys.path.insert(0, out)
    from aegis.events.v1 import event_stream_pb2, event_stream_pb2_grpc

    return event_stream_pb2, event_stream_pb2_grpc


def say(**what):
    print(json.dumps(what), flush=True)


def main(protos, address):
    messages, services = generate(protos)
    stub = services.EventStreamStub(grpc.insecure_channel(address))

    catalog = stub.GetCatalog(messages.GetCatalogRequest(), timeout=30)
    say(catalog=catalog.name, events=[f"{event.family}.{event.event_type}" for event in catalog.events])

    try:
        for item in stub.Subscribe(messages.SubscribeRequest(filter=messages.Filter(families=["Ordre"])), timeout=30):
            sys.exit(f"a bad filter was accepted: {item}")
    except grpc.RpcError as error:
        say(code=error.code().name, details=error.details())

    # What is recorded, of one customer.
    key = messages.Key(name="customer", value="ann")
    request = messages.SubscribeRequest(filter=messages.Filter(families=["Order"], keys=[key]), after_position=0)
    stream = stub.Subscribe(request, timeout=30)
    for item in stream:
        if item.WhichOneof("item") == "event":
            event = item.event
            say(position=event.position, event_type=event.event_type, payload=json.loads(event.payload))
            if event.position == 3:
                stream.cancel()
                break

    # What happens, until the server ends.
    stream = stub.Subscribe(messages.SubscribeRequest(), timeout=30)
    try:
        for item in stream:
            kind = item.WhichOneof("item")
            if kind == "started":
                say(started=item.started.since_sequence)
            elif kind == "event":
                say(sequence=item.event.sequence, has_position=item.event.HasField("position"), payload=json.loads(item.event.payload))
            else:
                say(gap=item.gap.lost)
    except grpc.RpcError as error:
        trailers = {name: value for name, value in stream.trailing_metadata() if name.startswith("aegis-")}
        say(code=error.code().name, details=error.details(), trailers=trailers)


main(sys.argv[1], sys.argv[2])
