"""Goal: a cluster of real processes answers as one process does, keeps its jobs and documents, and
says clearly what it refuses.
Method: nodes on free ports of loopback; what they do is waited for, with a deadline, never slept
for. One cluster of four serves the tests that do it no harm."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import unittest

from cluster_nodes import OPTIONS, SOLVABLE, Cluster, ClusterCase, Node, private
from kura_case import HARD, KURA, PATIENCE, wait_until

# A frozen pair that no bound sees at once.
UNSOLVABLE = "#######\n#     #\n# $ $ #\n##.#. #\n # #  #\n #@####\n ####\n"


class Together(ClusterCase):
    """On a cluster that all tests of this class share."""

    @classmethod
    def setUpClass(cls):
        cls.shared_folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shared_folder.cleanup)
        folder = cls.shared_folder.name
        cls.four = Cluster(folder, private(dict(os.environ), folder), OPTIONS)
        cls.addClassCleanup(cls.four.end)
        cls.four.start(4)

    def ask(self, *arguments, at=None, code=0):
        nodes = None if at is None else [self.four.nodes[at]]
        return self.right(self.four.run(*arguments, at=nodes), code)

    def jobs(self, at):
        return {job["job"]: job for job in json.loads(self.ask("jobs", "--json", at=at))}

    def solve(self, text, *arguments, at=None, code=0):
        file = self.write("puzzle.xsb", text)
        out = self.ask("solve", file, "--optimal", "pushes", "--jsonl", "--local-first", "0",
                       *arguments, at=at, code=code)
        return json.loads(out.splitlines()[0])

    def test_answers_are_those_of_one_process(self):
        for at, text in enumerate(SOLVABLE):
            alone = self.lines(self.write("alone.xsb", text), "--optimal", "pushes")[0]
            shared = self.solve(text, at=at)
            for field in ("verdict", "optimal", "pushes"):
                self.assertEqual(shared[field], alone[field], field)

    def test_unsolvable_is_proved(self):
        alone = self.lines(self.write("alone.xsb", UNSOLVABLE), "--optimal", "pushes", code=11)
        self.assertEqual(alone[0]["verdict"], "unsolvable")
        self.assertEqual(self.solve(UNSOLVABLE, code=11)["verdict"], "unsolvable")

    def test_any_solution_will_do(self):
        file = self.write("puzzle.xsb", SOLVABLE[0])
        for local_first in ("0", "1"):
            self.ask("solve", file, "--local-first", local_first)

    def test_most_candidates_go_to_others(self):
        nodes = self.solve(SOLVABLE[2])["nodes"]
        self.assertEqual(len(nodes), 4)
        sent = sum(node["sent"] for node in nodes)
        self.assertGreaterEqual(sent, 0.5 * sum(node["generated"] for node in nodes))
        self.assertTrue(all(node["expanded"] > 0 for node in nodes), nodes)

    def test_a_job_is_seen_and_cancelled_at_any_node(self):
        file = self.write("hard.xsb", "; far too much\n\n" + HARD)
        before = set(self.jobs(1))
        words = self.four.words("solve", file, "--optimal", "pushes", "--json", "--local-first",
                                "0", at=[self.four.nodes[0]])
        client = subprocess.Popen(words, cwd=self.folder, env=self.environment, text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.addCleanup(self.end, client)

        def running():
            return [job for job in self.jobs(1).values()
                    if job["job"] not in before and job["state"] == "searching"]

        job = wait_until(running, "the job in another node's list")[0]["job"]
        shown = json.loads(self.ask("jobs", "show", job, "--json", at=2))
        self.assertEqual(shown["state"], "searching")
        self.ask("jobs", "cancel", job, at=3)
        self.assertEqual(client.wait(PATIENCE), 23)
        wait_until(lambda: self.jobs(0)[job]["state"] == "stopped", "a stopped job")
        # Its work has ended too: the processors are free for the next one.
        self.assertEqual(self.solve(SOLVABLE[0])["verdict"], "solved")

    def test_a_job_that_nobody_knows(self):
        for words in (["show"], ["cancel"]):
            done = self.four.run("jobs", *words, "12345")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("no such job", done.stderr)

    def test_documents_are_the_same_at_every_node(self):
        self.ask("store", "put", "a key", "one", at=0)
        self.assertEqual(self.ask("store", "get", "a key", at=1), "one\n")
        self.ask("store", "put", "a key", "two", at=2)
        self.assertEqual(self.ask("store", "get", "a key", at=3), "two\n")
        self.ask("store", "delete", "a key", at=1)
        done = self.four.run("store", "get", "a key", at=[self.four.nodes[0]])
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        figures = json.loads(self.ask("store", "stats", "--json", at=0))
        self.assertGreater(figures["answered"], 0)

    def test_a_taken_port_is_said(self):
        address = self.four.nodes[0].address
        _, error = self.kura("node", "--listen", address, code=35)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn(address, error)

    def test_a_silent_address_is_passed_over(self):
        with socket.socket() as taken:  # bound, but nobody listens
            taken.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            file = self.write("puzzle.xsb", SOLVABLE[1])
            self.kura("solve", file, "--cluster", address + "," + self.four.nodes[2].address)
            for words in (["solve", file], ["jobs"], ["cluster", "status"],
                          ["store", "get", "key"]):
                _, error = self.kura(*words, "--cluster", address, code=35)
                self.assertIn(address, error)


class Apart(ClusterCase):
    """On clusters of their own."""

    def test_nobody_at_all(self):
        _, error = self.kura("jobs", code=35)
        self.assertIn("--cluster", error)

    def test_partitions_are_a_power_of_two(self):
        for wrong in ("0", "100", "4294967295"):
            self.kura("node", "--listen", "127.0.0.1:0", "--partitions", wrong, code=2)

    def test_a_node_beyond_loopback_needs_a_key(self):
        _, error = self.kura("node", "--listen", "0.0.0.0:0", code=2)
        self.assertIn("key", error)

    def test_a_key_keeps_strangers_out(self):
        for name in ("right.key", "wrong.key"):
            self.kura("key", "new", name)
        self.assertEqual(os.stat(self.path("right.key")).st_mode & 0o077, 0)
        self.kura("key", "new", "right.key", code=33)  # never written over
        key = ["--key-file", self.path("right.key")]
        cluster = self.cluster(2, key, key)
        file = self.write("puzzle.xsb", SOLVABLE[0])
        self.right(cluster.run("solve", file, "--local-first", "0"))
        address = cluster.nodes[0].address
        for access in ([], ["--key-file", self.path("wrong.key")]):
            self.kura("cluster", "status", "--cluster", address, *access, code=35)
        # Nodes neither: one that has the wrong key stays alone.
        stranger = Node(cluster, 7, ["--join", address, "--key-file", self.path("wrong.key")])
        self.addCleanup(self.end, stranger.process)
        other = cluster.add()
        cluster.wait_for_members(cluster.nodes)
        self.assertNotIn(stranger.address, other.members())

    def test_who_leaves_is_not_waited_for(self):
        cluster = self.cluster(4)
        self.right(cluster.run("store", "put", "key", "kept"))
        gone = cluster.nodes[0]  # the first one, a seed
        self.assertEqual(gone.terminate(), 0)
        cluster.wait_for_members()
        file = self.write("puzzle.xsb", SOLVABLE[0])
        done = cluster.run("solve", file, "--optimal", "pushes", "--json", "--local-first", "0")
        self.assertEqual(json.loads(self.right(done))["puzzles"][0]["pushes"], 8)
        self.assertEqual(self.right(cluster.run("store", "get", "key")), "kept\n")
        self.assertFalse([node for node in cluster.nodes[1:] if "dead" in node.said()])

    def test_a_cluster_of_this_machine(self):
        self.addCleanup(subprocess.run, [KURA, "cluster", "down"], env=self.environment,
                        capture_output=True, check=False)
        out, _ = self.kura("cluster", "up", "3", *OPTIONS)
        self.assertIn("3 members", out)
        self.kura("cluster", "up", code=2)  # there is one already

        def owners(text):
            members = [entry for entry in json.loads(text)["members"] if entry["member"]]
            return {entry["node"]: entry["address"] for entry in members}

        def owners_now():  # whatever the code: after a loss, for a moment, there may be no majority
            return owners(subprocess.run([KURA, "cluster", "status", "--json"], capture_output=True,
                                         text=True, env=self.environment, timeout=PATIENCE,
                                         check=False).stdout)

        out, _ = self.kura("cluster", "status", "--json")
        self.assertTrue(json.loads(out)["has_its_seeds"])  # so that any of the three may be lost
        self.assertEqual(len([e for e in json.loads(out)["members"] if e["seed"]]), 3)
        before = owners(out)
        file = self.write("puzzle.xsb", SOLVABLE[0])
        self.kura("solve", file, "--cluster", "auto", "--local-first", "0")
        os.kill(self.node_processes()[1], signal.SIGKILL)
        # The same three addresses, one of them a new life.
        wait_until(lambda: sorted((now := owners_now()).values()) == sorted(before.values()) and
                   len(set(now) - set(before)) == 1, "a node started again")
        self.kura("cluster", "status")
        self.kura("solve", file, "--cluster", "auto", "--local-first", "0")
        processes = self.node_processes()
        self.kura("cluster", "down")
        self.assertEqual([pid for pid in processes if os.path.exists(f"/proc/{pid}")], [])
        self.kura("cluster", "status", code=35)
        self.kura("cluster", "down", code=2)

    def node_processes(self):
        with open(os.path.join(self.folder, "state/kura/cluster/pid"), encoding="ascii") as file:
            supervisor = int(file.read())
        with open(f"/proc/{supervisor}/task/{supervisor}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]


if __name__ == "__main__":
    unittest.main()
