"""A headless Chromium, spoken to over a pipe with its DevTools protocol. Needs no network port and
nothing beyond Python's standard library.

  with Chromium() as browser:
      page = browser.open("file:///…", width=1200, height=800)
      page.evaluate("document.title")
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")
TIMEOUT_SECONDS = 60


class ChromiumError(Exception):
    """The browser said no, or nothing in time."""


def find():
    """The path of the browser, or None."""
    names = (os.environ.get("KURA_CHROMIUM", ""), *NAMES)
    return next(filter(None, map(shutil.which, names)), None)


class Chromium:
    def __init__(self):
        self._profile = tempfile.TemporaryDirectory(prefix="kura_chromium_",
                                                    ignore_cleanup_errors=True)
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        # It reads commands from descriptor 3 and writes to 4; they are moved there by a shell.
        command = ["bash", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "chromium", find(),
                   "--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run",
                   "--disable-extensions", "--disable-background-networking", "--disable-sync",
                   "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
                   "--disable-backgrounding-occluded-windows", "--disable-component-update",
                   "--disable-dev-shm-usage", "--hide-scrollbars",
                   "--force-color-profile=srgb", f"--user-data-dir={self._profile.name}"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # it refuses to run as root with one
        self._log = open(os.path.join(self._profile.name, "log"), "w+", encoding="utf-8",
                         errors="replace")
        self._process = subprocess.Popen(command, pass_fds=(to_browser, from_browser),
                                         stdout=self._log, stderr=self._log,
                                         stdin=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0
        self.events = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
        except (ChromiumError, OSError):
            self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        os.close(self._write)
        self._log.close()
        self._profile.cleanup()

    def call(self, method, session=None, timeout=TIMEOUT_SECONDS, **parameters):
        """Sends a command, waits for its answer; what happens meanwhile is kept in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data):]
        deadline = time.monotonic() + timeout
        while True:
            answer = self._receive(deadline, method)
            if "method" in answer:
                self.events.append(answer)
            elif answer["id"] != self._number:
                continue  # to a command that was given up
            elif "error" in answer:
                raise ChromiumError(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def _wait_for(self, method, session):
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not any(event["method"] == method and event.get("sessionId") == session
                      for event in self.events):
            self.events.append(self._receive(deadline, method))

    def _receive(self, deadline, what):
        while b"\0" not in self._buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                raise ChromiumError(f"no answer to {what} in time; {self._last_words()}")
            data = os.read(self._read, 1 << 20)
            if not data:
                raise ChromiumError(f"the browser ended before {what}; {self._last_words()}")
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)

    def _last_words(self):
        self._log.seek(0)
        return "its log ends: " + self._log.read()[-500:]

    def open(self, url, width=1280, height=900, **media):
        """A new page at `url`. media: colour scheme and the like: prefers_color_scheme="dark"."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target)
        for domain in ("Page", "Runtime", "Log", "Network", "Performance"):
            page.call(f"{domain}.enable")
        page.resize(width, height)
        page.media(**media)
        page.call("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired", session)
        return page


class Page:
    def __init__(self, browser, session, target):
        self._browser = browser
        self._session = session
        self._target = target

    def call(self, method, **parameters):
        return self._browser.call(method, self._session, **parameters)

    def close(self):
        self._browser.call("Target.closeTarget", targetId=self._target)

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)

    def media(self, **features):
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def evaluate(self, expression):
        """The value of a JavaScript expression; a promise is waited for."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details["text"]
            raise ChromiumError(f"{expression[:80]}: {text}")
        return result["result"].get("value")

    def wait(self, expression, timeout=TIMEOUT_SECONDS):
        """Until the expression is true; its value."""
        value = self.evaluate(
            "new Promise((resolve) => { const end = performance.now() + "
            f"{timeout * 1000 - 2000}; const look = () => {{ const value = ({expression}); "
            "if (value || performance.now() > end) resolve(value); else setTimeout(look, 10); }; "
            "look(); })")
        if not value:
            raise ChromiumError(f"it did not come true: {expression}")
        return value

    def key(self, key, text=""):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      text=text if kind == "keyDown" else "", windowsVirtualKeyCode={
                          "Enter": 13, "Escape": 27, " ": 32, "End": 35, "Home": 36,
                          "ArrowLeft": 37, "ArrowRight": 39}.get(key, 0))

    def mouse(self, kind, x, y):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, clickCount=1,
                  button="none" if kind == "mouseMoved" else "left")

    def place_of(self, selector):
        """The middle of an element, scrolled into view."""
        frame = "await new Promise(requestAnimationFrame); "
        return self.evaluate(
            f"(async () => {{ const e = document.querySelector({json.dumps(selector)}); "
            "e.scrollIntoView({block: 'center', behavior: 'instant'}); "
            + frame + frame +  # the scroll event has been heard then
            "const b = e.getBoundingClientRect(); "
            "return [b.left + b.width / 2, b.top + b.height / 2]; })()")

    def click(self, selector):
        x, y = self.place_of(selector)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.mouse(kind, x, y)

    def messages(self):
        """What console and log complained about, and every request but the page's own."""
        self.evaluate("1")  # whatever was said before has arrived then
        found = []
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            method, parameters = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                found.append(str(parameters["exceptionDetails"]))
            elif method == "Runtime.consoleAPICalled":
                if parameters["type"] in ("error", "warning"):
                    found.append(str(parameters["args"]))
            elif method == "Log.entryAdded":
                found.append(str(parameters["entry"]))
            elif method == "Network.requestWillBeSent":
                url = parameters["request"]["url"]
                if not url.startswith(("file:", "data:", "blob:")):
                    found.append("a request for " + url)
        return found

    def processor_seconds(self):
        """What the page's thread has used since it was opened; others don't add to it."""
        metrics = self.call("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "ThreadTime")

    def screenshot(self, path, whole=False):
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole,
                         **({"clip": self._whole()} if whole else {}))
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def _whole(self):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        return {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}

    def pdf(self, path):
        data = self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
