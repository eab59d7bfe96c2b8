"""What goes wrong on a bad day. Each fault is a function of the run; it comes back when the fault
is over, and returns what it did, for the run's line. It may change who is asked (run.client) and
say which nodes have to be members in the end (run.nodes_at_end)."""

import os
import re
import socket
import struct
import subprocess
import sys

from kura_case import ROOT, wait_until

with open(os.path.join(ROOT, "cluster/net/limits.hpp"), encoding="utf-8") as limits:
    GREETING = b"KURA" + bytes([int(re.search(r"kWireVersion = (\d+)", limits.read())[1])])
CHANNELS = range(4)
CLIENT_CHANNEL = 3
REQUEST = 5  # of an envelope
BUSY = 120  # seconds
BURNERS_EACH = 4  # for each processor


def kill(run):
    """Any one but the one that the client asks."""
    return run.kill(run.random.choice(run.nodes[1:]))


def two(run):
    """Two, the second one once the first one's work has gone to others."""
    first, second = run.random.sample(run.nodes[1:], 2)
    done = run.kill(first)
    _wait_for_others(run)
    wait_until(lambda: not run.is_recovering(), "the records of the lost node")
    return done + " " + run.kill(second)


def pair(run):
    """The second one as soon as the register can stand it: some of the work is lost with it."""
    first, second = run.random.sample(run.nodes[1:], 2)
    done = run.kill(first)
    _wait_for_others(run)
    return done + " " + run.kill(second)


def _wait_for_others(run):
    run.cluster.wait_for_members(run.cluster.running())
    wait_until(lambda: len(run.cluster.seeds(run.nodes[0])) == 3, "three seeds again")


def first(run):
    """The one that the client asks; the job is the others' now."""
    return run.kill(run.nodes[0])


def seed(run):
    return run.kill(run.random.choice(run.cluster.seeds(run.nodes[0])))


def pause(run):
    """One sleeps until the others have expelled it, and comes back as somebody else."""
    zombie = run.random.choice(run.nodes)
    others = [node for node in run.nodes if node is not zombie]
    before = identity(others[0], zombie.address)
    zombie.pause()
    try:
        run.cluster.wait_for_members(others)
    finally:
        zombie.resume()
    run.at_end.append(lambda: wait_until(
        lambda: identity(others[0], zombie.address) not in (None, before), "a new life"))
    return f"paused {run.name(zombie)}"


def cut(run):
    """The network between two halves, until those with most seeds have expelled the others, and
    these have said that they have no majority. They come back as somebody else."""
    seeds = run.cluster.seeds(run.nodes[0])
    alone = run.random.choice(seeds)
    lost = [node for node in run.nodes if node is alone or node not in seeds]
    left = [node for node in run.nodes if node not in lost]
    before = {node: identity(left[0], node.address) for node in lost}
    run.halves.cut_off([node.number for node in lost])
    try:
        run.cluster.wait_for_members(left)
        for node in lost:
            wait_until(lambda node=node: "no majority of the seeds" in node.said(), "a word of it")
    finally:
        run.halves.heal()
    for node in lost:
        run.at_end.append(lambda node=node: wait_until(
            lambda: identity(left[0], node.address) not in (None, before[node]), "a new life"))
    return "cut off " + " and ".join(run.name(node) for node in lost)


def busy(run):
    """Others want the processors, for minutes: nodes are late, and nobody is taken for dead."""
    def members():
        return [identity(run.nodes[0], node.address) for node in run.nodes]

    before = members()
    # They end by themselves, whatever becomes of this program.
    burn = f"import time\nend = time.monotonic() + {BUSY}\nwhile time.monotonic() < end: pass"
    burners = [subprocess.Popen([sys.executable, "-c", burn])
               for _ in range(BURNERS_EACH * (os.cpu_count() or 1))]
    run.watch(BUSY)
    for burner in burners:
        burner.wait()
    if members() != before:
        raise AssertionError("a node that was only slow was taken for dead")
    return f"{len(burners)} others were busy for {BUSY} s"


def join(run):
    run.nodes_at_end.append(run.cluster.add())
    return "joined"


def leave(run):
    """SIGTERM: it says so and goes."""
    node = run.random.choice(run.nodes)
    run.nodes_at_end.remove(node)
    if node.terminate() != 0:
        raise AssertionError("it did not leave cleanly")
    return f"left {run.name(node)}"


def client(run):
    """The client dies; somebody else asks for its job."""
    run.client.kill()
    run.client.wait()
    return "killed the client"


def garbage(run):
    """Whatever is sent to the ports, the nodes go on."""
    for node in run.nodes:
        host, port = node.address.rsplit(":", 1)
        for bytes_ in nonsense(run.random):
            throw(host, int(port), bytes_)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            for size in (0, 1, 7, 100, 1200, 20000):
                zero = b"" if size == 0 else b"\0"  # what a datagram without a key begins with
                datagrams.sendto(zero + run.random.randbytes(size), (host, int(port)))
    return "threw garbage"


def nonsense(random):
    """Streams: no greeting, a wrong one, and after a right one what is no message."""
    yield random.randbytes(1000)
    yield b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    yield struct.pack("<I", 0xFFFFFFFF) + b"KURA"
    yield frame(GREETING + bytes([9]))
    yield frame(GREETING + bytes([CLIENT_CHANNEL]))[:5]
    for channel in CHANNELS:
        greeting = frame(GREETING + bytes([channel]))
        yield greeting + struct.pack("<I", 0x7FFFFFFF) + random.randbytes(100)
        yield greeting + frame(b"") + frame(b"\x01") + frame(random.randbytes(25))
        yield greeting + frame(random.randbytes(3000))
        for kind in range(8):
            # Cluster 0 is what clients give that do not know better.
            envelope = struct.pack("<BQQQ", kind, 0, random.getrandbits(64), 1)
            for size in (0, 1, 9, 40, 400):
                yield greeting + frame(envelope + random.randbytes(size))
        for kind in range(12):  # of a request: the right kind, then lengths beyond everything
            yield greeting + frame(struct.pack("<BQQQB", REQUEST, 0, 0, 1, kind) + b"\xff" * 64)
        yield greeting + frame(random.randbytes(500))[:200]  # never completed


def frame(payload):
    return struct.pack("<I", len(payload)) + payload


def throw(host, port, bytes_):
    with socket.create_connection((host, port), timeout=10) as stream:
        try:
            stream.sendall(bytes_)
        except OSError:
            pass  # it hung up, as it should


def identity(at, address):
    """The id of the member that has this address, or None."""
    for entry in (at.status() or {"members": []})["members"]:
        if entry["member"] and entry["address"] == address:
            return entry["node"]
    return None


def none(run):
    """For comparison."""
    return "nothing"


ALL = {"none": none, "kill": kill, "two": two, "pair": pair, "first": first, "seed": seed,
       "pause": pause, "cut": cut, "busy": busy, "join": join, "leave": leave, "client": client,
       "garbage": garbage}
BETWEEN_HOSTS = (cut,)  # these need nodes with networks of their own
