# SPDX-License-Identifier: MIT
"""A display for tests of the window: Xvfb without a window manager, and xdotool for hands."""

import contextlib
import ctypes
import os
import subprocess
import time

ALL_PLANES = ctypes.c_ulong(-1).value
Z_PIXMAP, CLIENT_MESSAGE = 2, 33


def wait_until(condition, what, seconds=30):
    """Wait for something, and return it."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.002)
    return value


class Display:
    """Use it in `with`: it is gone afterwards."""

    def __init__(self, width=1280, height=720, depth=24):
        reader, writer = os.pipe()
        screen = f"{width}x{height}x{depth}"
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", screen, "-nolisten", "tcp",
             "-noreset"], pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as file:
            self.name = ":" + file.readline().strip()
        if self.name == ":":
            raise AssertionError(f"Xvfb ended with {self.server.wait()}")
        self.environment = dict(os.environ, DISPLAY=self.name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        """End it without a word to its clients."""
        self.server.kill()
        self.server.wait()

    def do(self, *words):
        """Run a chain of xdotool's commands, and return what it prints."""
        done = subprocess.run(["xdotool", *map(str, words)], env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return done.stdout

    def play(self, *commands):
        """Run a script of xdotool's commands, each as it would stand in a line."""
        done = subprocess.run(["xdotool", "-"], env=self.environment, text=True, timeout=60,
                              input="".join(command + "\n" for command in commands),
                              capture_output=True, check=False)
        if done.returncode or done.stderr:
            raise AssertionError(f"xdotool: {done}")

    def begin(self, *words):
        """As do, but without waiting for its end."""
        return subprocess.Popen(["xdotool", *map(str, words)], env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def find(self, process):
        """The window of a process, or None so far."""
        words = self.do("search", "--onlyvisible", "--pid", process.pid).split()
        return int(words[0]) if words else None

    def await_window(self, process):
        def look():
            if process.poll() is not None:
                raise AssertionError(f"ended: {process.returncode} {process.communicate()}")
            return self.find(process)

        window = wait_until(look, "window")
        self.do("windowfocus", window)
        return window

    @contextlib.contextmanager
    def connect(self):
        """Talk to it directly; closed before the display goes, since Xlib would end the test."""
        connection = Connection(self.name)
        try:
            yield connection
        finally:
            connection.close()


class Connection:
    def __init__(self, name):
        self.x = ctypes.CDLL("libX11.so.6")
        self.hands = ctypes.CDLL("libXtst.so.6")
        for function in ("XOpenDisplay", "XGetImage"):
            getattr(self.x, function).restype = ctypes.c_void_p
        for function in ("XInternAtom", "XGetPixel", "XDefaultRootWindow"):
            getattr(self.x, function).restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(name.encode()))
        if not self.display:
            raise AssertionError(f"cannot connect to {name}")
        self.root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))

    def close(self):
        self.x.XCloseDisplay(self.display)

    def pixel(self, x, y):
        """A colour on the screen, 0xRRGGBB where it has 24 bits."""
        image = ctypes.c_void_p(self.x.XGetImage(self.display, self.root, x, y, 1, 1,
                                                 ctypes.c_ulong(ALL_PLANES), Z_PIXMAP))
        value = self.x.XGetPixel(image, 0, 0)
        self.x.XDestroyImage(image)
        return value & 0xffffff

    def move(self, x, y):
        """Move the pointer on the screen."""
        self.hands.XTestFakeMotionEvent(self.display, -1, x, y, ctypes.c_ulong(0))
        self.x.XFlush(self.display)

    def press(self, down):
        """Press the first button, or let it go."""
        self.hands.XTestFakeButtonEvent(self.display, 1, int(down), ctypes.c_ulong(0))
        self.x.XFlush(self.display)

    def resize(self, window, width, height):
        self.x.XResizeWindow(self.display, ctypes.c_ulong(window), width, height)
        self.x.XFlush(self.display)

    def press_close(self, window):
        """Do what a window manager does for the button in the corner."""
        protocols = self.x.XInternAtom(self.display, b"WM_PROTOCOLS", 0)
        delete = self.x.XInternAtom(self.display, b"WM_DELETE_WINDOW", 0)
        # XClientMessageEvent in an XEvent of 24 longs: type, serial, send_event, display, window,
        # message_type, format, data.
        event = (ctypes.c_long * 24)(CLIENT_MESSAGE, 0, 1, 0, window, protocols, 32, delete)
        self.x.XSendEvent(self.display, ctypes.c_ulong(window), 0, ctypes.c_long(0),
                          ctypes.byref(event))
        self.x.XFlush(self.display)
