#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scripts/style finds what it should, in every layer, and nothing in what is good."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(sys.argv.pop(1)).resolve()
SPDX = "/* SPDX-License-Identifier: MIT */\n"
GUARD = SPDX + "#ifndef LUME_{0}_H\n#define LUME_{0}_H\n\n{1}int f(void);\n\n#endif\n"


class Style(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "scripts").mkdir()
        shutil.copy(SCRIPT, self.root / "scripts/style")
        shutil.copy(SCRIPT.parent.parent / ".clang-format", self.root)
        self.write("include/lume/status.h", GUARD.format("STATUS", ""))
        self.write("include/lume/idx.h", GUARD.format("IDX", '#include "status.h"\n\n'))
        self.write("include/lume/network.h", GUARD.format("NETWORK", '#include "idx.h"\n\n'))
        for layer in ("base", "data", "nn", "course", "cli"):
            self.write(f"src/{layer}/one.h", GUARD.format(f"{layer.upper()}_ONE", ""))

    def write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def style(self):
        result = subprocess.run([sys.executable, self.root / "scripts/style"], text=True,
                                stdin=subprocess.DEVNULL, capture_output=True, check=False)
        lines = [line for line in result.stdout.splitlines() if not line.startswith("note:")]
        self.assertEqual((result.returncode, result.stderr), (1 if lines else 0, ""))
        return lines

    def check(self, path, text, *expected):
        """A file of this text gets exactly these complaints, formatting apart."""
        self.write(path, text)
        lines = [line.split(": ", 1) for line in self.style() if "clang-format" not in line]
        self.assertEqual(sorted(lines), sorted([f"{path}:{n}", what] for n, what in expected))
        (self.root / path).unlink()

    def test_good(self):
        self.assertEqual(self.style(), [])

    def test_arrows_of_the_window(self):
        for name in ("ui", "view", "scene_draw", "app", "app_state", "platform"):
            self.write(f"src/gui/{name}.h", GUARD.format(f"GUI_{name.upper()}", ""))
        for name, other, wrong in (
                ("view_two", "scene_draw", "view may not include scene_draw.h"),
                ("view_two", "app", "view may not include app.h"),
                ("view_two", "ui", None), ("scene_two", "view", None),
                ("scene_two", "app", "scene may not include app.h"),
                ("theme", "view", "theme may not include view.h"),
                ("app_two", "app_state", None), ("app_two", "scene_draw", None),
                ("app_two", "platform", "app may not include platform.h"),
                ("platform_two", "app_state", "only app* may include gui/app_state.h")):
            self.check(f"src/gui/{name}.c", SPDX + f'#include "gui/{other}.h"\n',
                       *([(2, wrong)] if wrong else []))

    def test_arrows(self):
        may = {"base": "base", "data": "base data", "nn": "base data nn",
               "course": "base data nn course", "cli": "base data nn course cli"}
        for layer, allowed in may.items():
            for other in may:
                wrong = [(2, f"{layer} may not include {other} ({other}/one.h)")]
                self.check(f"src/{layer}/two.c", SPDX + f'#include "{other}/one.h"\n',
                           *(wrong if other not in allowed.split() else []))
        self.check("src/base/two.c", SPDX + "#include <lume/idx.h>\n",
                   (2, "base may not include data (lume/idx.h)"))
        self.check("src/data/two.c", SPDX + "#include <lume/network.h>\n",
                   (2, "data may not include nn (lume/network.h)"))
        self.check("src/cli/two.c", SPDX + "#include <SDL2/SDL.h>\n",
                   (2, "SDL outside src/gui/platform_sdl*"))
        self.check("src/gui/two.c", SPDX + "#include <SDL.h>\n",
                   (2, "SDL outside src/gui/platform_sdl*"))
        self.check("src/gui/two.c", SPDX + '#include "gui/platform_sdl_two.h"\n',
                   (2, "only platform_sdl* may include gui/platform_sdl_two.h"))
        self.check("src/gui/platform_sdl_one.c",
                   SPDX + '#include "gui/platform_sdl_two.h"\n\n#include <SDL.h>\n')
        self.check("tests/unit/two.c", SPDX + '#include "one.c"\n',
                   (2, "includes one.c: split the module instead"))

    def test_lines(self):
        self.check("src/data/two.c", "int x;\n",
                   (1, "no SPDX-License-Identifier in the first line"))
        self.check("src/nn/two.c", SPDX + "\t\n", (2, "tab"), (2, "blanks at the end"))
        self.check("src/nn/two.c", SPDX + "int x;", (2, "no newline at the end"))
        self.check("src/nn/two.c", SPDX + f"/* {'x' * 95} */\n", (2, "101 columns, at most 100"))
        self.check("src/nn/two.c", SPDX + "\n" * 500, (501, "501 lines, at most 500"))
        self.check("tests/unit/two.c", SPDX + "int f(void)\n{\n" + "    ;\n" * 61 + "}\n",
                   (3, "function of 61 lines, at most 60"))
        self.check("README.md", "TO" "DO\n", (1, "unfinished by its own words"))
        self.check("scripts/two.py", "# SPDX-License-Identifier: MIT\ndef f():\n" + " pass\n" * 61,
                   (2, "function of 61 lines, at most 60"))

    def test_words(self):
        locale = "follows the locale: use base/number.h"
        allocation = "allocation outside base/memory.c"
        for text, *expected in (
                ("typedef struct x y;", (2, "typedef of a struct, enum or union")),
                ("void *p = malloc(1);", (2, allocation)),
                ("void f(void *p) { free(p); }", (2, allocation)),
                ("double x = strtod(a, b);", (2, locale)),
                ('const char *f = "%5.2f";', (2, locale)),
                ('const char *f = "100 % fine", *d = "%d";',),
                ("/* malloc(1), %f, typedef struct */",)):
            self.check("src/data/two.c", SPDX + text + "\n", *expected)

    def test_headers(self):
        guard = (2, "include guard, expected LUME_DATA_TWO_H")
        self.check("src/data/two.h", GUARD.format("NN_TWO", ""), guard)
        self.check("src/data/two.h", GUARD.format("DATA_TWO", ""))
        self.write("src/data/two.h", GUARD.format("DATA_TWO", "size_t f(void);\n\n"))
        self.assertIn("does not compile alone", self.style()[0])
        self.write("src/data/two.h", GUARD.format("DATA_TWO", ""))
        self.write("include/lume/two.h", GUARD.format("TWO", "int class;\n\n"))
        if shutil.which("g++"):
            self.assertIn("does not compile as C++", self.style()[0])


if __name__ == "__main__":
    unittest.main()
