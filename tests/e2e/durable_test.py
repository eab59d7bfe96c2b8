"""Goal: a node with a data folder keeps its documents and its place whatever ends it, and says
clearly why it can't start or can't write.
Method: nodes on free ports of loopback, killed and started again; what they do is waited for, with
a deadline, never slept for."""

import json
import os
import resource
import shutil
import signal
import subprocess
import unittest

from cluster_nodes import OPTIONS, SOLVABLE, ClusterCase
from kura_case import HARD, KURA, PATIENCE, ROOT, wait_until

FILE_BYTES_MAX = 3_000_000  # a disk that is full, for one process
LARGE = "x" * 100_000


class DurableCase(ClusterCase):
    KEEPS_DATA = True

    def ask(self, cluster, *arguments, code=0):
        return self.right(cluster.run(*arguments), code)

    def wait_for_documents(self, cluster, documents):
        """At every node; reads may fail until replicas have been compared."""
        for node in cluster.nodes:
            for key, value in documents.items():
                def is_there():
                    return cluster.run("store", "get", key, at=[node]).stdout == value + "\n"

                wait_until(is_there, f"{key} at {node.address}: {node.said()}")


class Restart(DurableCase):
    def places(self, cluster):
        """Seeds are known by their place."""
        return sorted(node.number for node in cluster.seeds(cluster.nodes[0]))

    def put_some(self, cluster):
        documents = {f"settings/{i}": f"value {i}" for i in range(20)}
        for key, value in documents.items():
            self.ask(cluster, "store", "put", key, value)
        self.ask(cluster, "store", "put", "gone", "value")
        self.ask(cluster, "store", "delete", "gone")
        return documents

    def test_all_killed_at_once_come_back_with_everything(self):
        cluster = self.cluster(4)
        documents = self.put_some(cluster)
        wait_until(lambda: len(self.places(cluster)) == 3, "three seeds")
        places = self.places(cluster)
        for node in cluster.nodes:
            node.kill()
        # Nobody is told of anybody: the addresses come from the folders.
        for number in range(4):
            cluster.start_again(number)
        cluster.wait_for_members()
        self.wait_for_documents(cluster, documents)
        self.ask(cluster, "store", "get", "gone", code=1)
        self.assertEqual(self.places(cluster), places)
        self.ask(cluster, "store", "put", "settings/0", "newer")
        self.wait_for_documents(cluster, {"settings/0": "newer"})
        file = self.write("puzzle.xsb", SOLVABLE[0])
        self.ask(cluster, "solve", file, "--optimal", "pushes", "--local-first", "0")

    def test_a_search_goes_on(self):
        cluster = self.cluster(3)
        file = self.write("hard.xsb", HARD)
        client = subprocess.Popen(cluster.words("solve", file, "--optimal", "pushes",
                                                "--local-first", "0"),
                                  cwd=self.folder, env=self.environment,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(self.end, client)

        def searching():
            done = cluster.run("jobs", "--json")
            jobs = json.loads(done.stdout) if done.returncode == 0 else []
            return [job["job"] for job in jobs if job["state"] == "searching"]

        jobs = wait_until(searching, "a search")
        for node in cluster.nodes:
            node.kill()
        for number in range(3):
            cluster.start_again(number)
        self.assertEqual(wait_until(searching, "the same search"), jobs)

        def expanded():
            done = cluster.run("jobs", "show", str(jobs[0]), "--json")
            return done.returncode == 0 and sum(
                node["expanded"] for node in json.loads(done.stdout)["nodes"]) > 0

        wait_until(expanded, "work on it")

    def test_at_other_addresses_too(self):
        cluster = self.cluster(3)
        documents = self.put_some(cluster)
        for node in cluster.nodes:
            node.kill()
        first = cluster.start_again(0, listen="127.0.0.1:0")
        for number in (1, 2):
            cluster.start_again(number, ["--join", first.address], "127.0.0.1:0")
        cluster.wait_for_members()
        self.wait_for_documents(cluster, documents)

    def test_one_that_is_killed_comes_back_to_its_place(self):
        cluster = self.cluster(3)
        self.ask(cluster, "store", "put", "before", "1")
        cluster.nodes[1].kill()
        self.ask(cluster, "store", "put", "meanwhile", "2")
        cluster.start_again(1)
        cluster.wait_for_members()
        self.wait_for_documents(cluster, {"before": "1", "meanwhile": "2"})

    def test_sigterm_stops_all_and_loses_nothing(self):
        cluster = self.cluster(3)
        documents = self.put_some(cluster)
        for node in cluster.nodes:
            node.process.send_signal(signal.SIGTERM)
        for node in cluster.nodes:
            self.assertEqual(node.process.wait(PATIENCE), 0, node.said())
        for number in range(3):
            cluster.start_again(number)
        cluster.wait_for_members()
        self.wait_for_documents(cluster, documents)

    def test_a_cluster_of_this_machine(self):
        self.addCleanup(subprocess.run, [KURA, "cluster", "down"], env=self.environment,
                        capture_output=True, check=False)
        self.kura("cluster", "up", "3", *OPTIONS, "--data", "kept")
        self.kura("store", "put", "key", "value")
        self.kura("cluster", "down")
        _, error = self.kura("cluster", "up", "2", "--data", "kept", code=2)
        self.assertIn("3 nodes", error)
        self.kura("cluster", "up", "3", *OPTIONS, "--data", "kept")
        wait_until(lambda: subprocess.run([KURA, "store", "get", "key"], env=self.environment,
                                          capture_output=True, text=True).stdout == "value\n",
                   "the document")


class Refusals(DurableCase):
    def test_a_data_folder_in_use(self):
        cluster = self.cluster(1)
        folder = cluster.nodes[0].data
        _, error = self.kura("node", "--listen", "127.0.0.1:0", "--data", folder, code=35)
        self.assertEqual(error, f"kura: data folder {folder}: it is in use by another process\n")

    def test_a_data_folder_that_is_none(self):
        file = self.write("file", "")
        _, error = self.kura("node", "--listen", "127.0.0.1:0", "--data", file, code=35)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn(file, error)
        os.mkdir(self.path("odd"))
        self.write("odd/kura.sqlite", "no database, but long enough to look at" * 50)
        _, error = self.kura("node", "--listen", "127.0.0.1:0", "--data", self.path("odd"), code=35)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn(self.path("odd"), error)

    def test_a_port_in_use(self):
        cluster = self.cluster(1)
        address = cluster.nodes[0].address
        _, error = self.kura("node", "--listen", address, "--data", "other", code=35)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn(address, error)

    def test_a_full_disk_ends_writes_and_nothing_else(self):
        cluster = self.empty_cluster()
        node = cluster.add(preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (FILE_BYTES_MAX, FILE_BYTES_MAX)))
        cluster.wait_for_members()
        self.ask(cluster, "store", "put", "first", "kept")

        def refusal():
            done = cluster.run("store", "put", "large", LARGE)
            return done.stderr if done.returncode == 35 else None

        error = wait_until(refusal, "a refused write")
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn(node.data, error)
        self.assertEqual(node.said().count("documents are not written any more"), 1, node.said())
        self.assertEqual(self.ask(cluster, "store", "get", "first"), "kept\n")
        file = self.write("puzzle.xsb", SOLVABLE[0])
        self.ask(cluster, "solve", file)
        self.assertTrue(node.is_running())
        # With room again, and a new start, all is as it was.
        node.kill()
        cluster.start_again(0)
        cluster.wait_for_members()
        self.wait_for_documents(cluster, {"first": "kept"})
        self.ask(cluster, "store", "put", "second", "too")


class Unit(DurableCase):
    FILE = os.path.join(ROOT, "tools/packaging/kura-node.service.in")

    def test_options_come_from_a_file(self):
        config = self.write("node.conf", 'listen = "127.0.0.1:0"\ndata = "kept"\n'
                                         'address-file = "address"\npartitions = 256\n')
        node = self.start("node", "--config", config, stderr=subprocess.DEVNULL)
        address = wait_until(lambda: os.path.exists(self.path("address")) and
                             self.read("address").strip(), "an address")
        wait_until(lambda: os.path.exists(self.path("kept/kura.sqlite")), "a data folder")

        def status():
            done = subprocess.run([KURA, "cluster", "status", "--json", "--cluster", address],
                                  env=self.environment, capture_output=True, text=True)
            return done.stdout and json.loads(done.stdout)

        self.assertEqual(wait_until(status, "a status")["partitions"], 256)
        node.terminate()
        self.assertEqual(node.wait(PATIENCE), 0)

    def test_a_wrong_file_is_said(self):
        _, error = self.kura("node", "--config", "none.conf", code=2)
        self.assertIn("none.conf", error)
        config = self.write("wrong.conf", "no-such-option = 1\n")
        self.kura("node", "--config", config, code=2)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze")
    def test_systemd_takes_the_unit(self):
        with open(self.FILE, encoding="utf-8") as file:
            text = file.read().replace("@KURA_PROGRAM@", os.path.abspath(KURA))
        unit = self.write("kura-node.service", text)
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit],
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
