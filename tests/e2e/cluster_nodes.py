"""Nodes as processes, for tests: started on free ports of loopback, asked through the program."""

import json
import os
import signal
import subprocess

from kura_case import KURA, PATIENCE, KuraCase, wait_until

# Microban 1, 2 and 5.
SOLVABLE = [
    "####\n# .#\n#  ###\n#*@  #\n#  $ #\n#  ###\n####\n",
    "######\n#    #\n# #@ #\n# $* #\n# .* #\n#    #\n######\n",
    " #######\n #     #\n # .$. #\n## $@$ #\n#  .$. #\n#      #\n########\n",
]
OPTIONS = ["--partitions", "256"]


def private(environment, folder):
    """Nothing of the machine's own cluster is seen or touched."""
    environment = {**environment, "XDG_STATE_HOME": os.path.join(folder, "state")}
    for name in ("KURA_CLUSTER", "KURA_KEY_FILE"):
        environment.pop(name, None)
    return environment


def members_of(status):
    return sorted(entry["address"] for entry in status["members"] if entry["member"])


class Node:
    """`host`, if it is not this one, has an address and the words of a command that runs there."""

    def __init__(self, cluster, number, arguments, listen="127.0.0.1:0", host=None, **options):
        self.cluster = cluster
        self.number = number
        self.data = os.path.join(cluster.folder, f"node{number}.data")
        self.log = os.path.join(cluster.folder, f"node{number}.log")
        self.address_file = os.path.join(cluster.folder, f"node{number}.address")
        if os.path.exists(self.address_file):  # of an earlier life
            os.remove(self.address_file)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*(host.words if host else []), KURA, "node", "--listen",
                 host.address + ":0" if host else listen, "--address-file", self.address_file,
                 # A port may have been another cluster's a moment ago, whose nodes still try it.
                 "--name", os.path.basename(cluster.folder),
                 *(["--data", self.data] if cluster.keeps_data else []), *arguments],
                cwd=cluster.folder, env=cluster.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, **options)
        self.address = wait_until(self.read_address, "an address in " + self.address_file)

    def read_address(self):
        if self.process.poll() is not None:
            raise AssertionError("a node did not start: " + self.said())
        try:
            with open(self.address_file, encoding="ascii") as file:
                text = file.read()
        except FileNotFoundError:
            return None
        return text.strip() if text.endswith("\n") else None

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def is_running(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def terminate(self):
        """Lets it leave; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def status(self):
        """What it says of the cluster, or None."""
        done = self.cluster.run("cluster", "status", "--json", at=[self])
        return json.loads(done.stdout) if done.stdout.startswith("{") else None

    def members(self):
        """The addresses of those it takes for members; "" for one that it has never heard of."""
        return members_of(self.status() or {"members": []})


class Cluster:
    """Ends its nodes with `end`. `arguments` are for each node, `access` for each client; `hosts`
    are for the first nodes, the others run here."""

    def __init__(self, folder, environment, arguments=(), access=(), keeps_data=False, hosts=()):
        self.folder = folder
        self.keeps_data = keeps_data
        self.environment = environment
        self.arguments = list(arguments)
        self.access = list(access)
        self.hosts = list(hosts)
        self.nodes = []

    def start(self, count):
        for _ in range(count):
            self.add()
        self.wait_for_members()
        return self

    def add(self, **options):
        join = [word for node in self.running() for word in ("--join", node.address)]
        number = len(self.nodes)
        host = self.hosts[number] if number < len(self.hosts) else None
        node = Node(self, number, self.arguments + join, host=host, **options)
        self.nodes.append(node)
        return node

    def start_again(self, number, arguments=(), listen=None):
        """A node that ended, with its data folder; where it listened, if nothing else is said."""
        node = Node(self, number, self.arguments + list(arguments),
                    listen or self.nodes[number].address)
        self.nodes[number] = node
        return node

    def running(self):
        return [node for node in self.nodes if node.is_running()]

    def wait_for_members(self, of=None):
        """Until all of these nodes, and of no others, say that they are the members, and that no
        seed is missing: one may be lost then."""
        nodes = of or self.running()
        wanted = sorted(node.address for node in nodes)

        def has_settled(node):
            status = node.status()
            return status and status["has_its_seeds"] and members_of(status) == wanted

        for node in nodes:
            wait_until(lambda: has_settled(node), f"{len(wanted)} members")

    def seeds(self, at):
        entries = (at.status() or {"members": []})["members"]
        addresses = {entry["address"] for entry in entries if entry["seed"] and entry["member"]}
        return [node for node in self.nodes if node.address in addresses]

    def words(self, *arguments, at=None):
        """The command line of a client that asks these nodes, or all."""
        asked = ",".join(node.address for node in at or self.running())
        return [KURA, *arguments, "--cluster", asked, *self.access]

    def run(self, *arguments, at=None):
        return subprocess.run(self.words(*arguments, at=at), capture_output=True, text=True,
                              cwd=self.folder, env=self.environment, timeout=2 * PATIENCE,
                              check=False)

    def end(self):
        for node in self.nodes:
            if node.is_running():
                node.process.kill()  # also one that is stopped
            node.process.wait()


class ClusterCase(KuraCase):
    """Tests with clusters of their own."""

    KEEPS_DATA = False  # its nodes have data folders

    def setUp(self):
        super().setUp()
        self.environment = private(self.environment, self.folder)

    def empty_cluster(self, arguments=(), access=()):
        cluster = Cluster(self.folder, self.environment, OPTIONS + list(arguments), access,
                          self.KEEPS_DATA)
        self.addCleanup(cluster.end)
        return cluster

    def cluster(self, count, arguments=(), access=()):
        return self.empty_cluster(arguments, access).start(count)

    def right(self, done, code=0):
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout
