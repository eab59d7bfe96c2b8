"""Hosts in network namespaces, which can be cut into two halves. The namespaces are this program's
own, without being root, and are gone when it ends."""

import os
import shutil
import subprocess
import sys

from kura_case import wait_until

MARK = "KURA_BADDAY_NETWORK"
SIDES = ("left", "right")  # of the two bridges; this program is on the left one
OURS = "10.77.0.1"


def enter():
    """Starts this program again in a namespace where it may make others.
    Returns only if it is there already, or False if the system does not permit it."""
    if os.environ.get(MARK):
        _ip("link", "set", "lo", "up")
        return True
    words = ["unshare", "--user", "--map-root-user", "--net"]
    if not (shutil.which("unshare") and shutil.which("nsenter") and shutil.which("ip")):
        return False
    if subprocess.run([*words, "ip", "link", "add", "name", "probe", "type", "bridge"],
                      capture_output=True, check=False).returncode != 0:
        return False
    sys.stdout.flush()
    os.execvpe(words[0], [*words, sys.executable, "-B", *sys.argv], {**os.environ, MARK: "1"})


class Host:
    """Where one node runs."""

    def __init__(self, number):
        self.address = f"10.77.0.{11 + number}"
        self.link = f"host{number}"
        # Ends with this program, however that ends.
        self.holder = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE)
        wait_until(lambda: _namespace(self.holder.pid) != _namespace("self"), "a namespace")
        self.words = ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net"]
        _ip("link", "add", self.link, "type", "veth", "peer", "name", "eth0", "netns",
            str(self.holder.pid))
        self.move_to(SIDES[0])
        _ip("link", "set", self.link, "up")
        _ip("addr", "add", self.address + "/24", "dev", "eth0", inside=self.words)
        for device in ("lo", "eth0"):
            _ip("link", "set", device, "up", inside=self.words)

    def move_to(self, side):
        _ip("link", "set", self.link, "master", side)


class Halves:
    """All on the left side, until some are cut off."""

    def __init__(self, count):
        for side in SIDES:
            _ip("link", "add", "name", side, "type", "bridge")
            _ip("link", "set", side, "up")
        _ip("addr", "add", OURS + "/24", "dev", SIDES[0])
        self.hosts = [Host(number) for number in range(count)]

    def cut_off(self, numbers):
        for number in numbers:
            self.hosts[number].move_to(SIDES[1])

    def heal(self):
        for host in self.hosts:
            host.move_to(SIDES[0])

    def end(self):
        for host in self.hosts:
            host.holder.kill()
            host.holder.wait()
            _ip("link", "delete", host.link, may_fail=True)  # mostly gone with its other end
        for side in SIDES:
            _ip("link", "delete", side)


def _namespace(process):
    try:
        return os.readlink(f"/proc/{process}/ns/net")
    except FileNotFoundError:
        return None


def _ip(*words, inside=(), may_fail=False):
    done = subprocess.run([*inside, "ip", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0 and not may_fail:
        raise AssertionError("ip " + " ".join(words) + ": " + done.stderr.strip())
