#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write a file as a C array: embed.py INPUT OUTPUT HEADER NAME

Defines NAME_bytes and NAME_size, which HEADER declares.
"""
import sys


def main():
    source, target, header, name = sys.argv[1:]
    with open(source, "rb") as file:
        data = file.read()
    lines = [
        "/* SPDX-License-Identifier: MIT */",
        f'#include "{header}"',
        "",
        f"const unsigned char {name}_bytes[] = {{",
    ]
    for i in range(0, len(data), 20):
        lines.append("    " + ",".join(str(byte) for byte in data[i : i + 20]) + ",")
    lines += ["};", "", f"const size_t {name}_size = sizeof {name}_bytes;", ""]
    with open(target, "w", encoding="ascii", newline="\n") as file:
        file.write("\n".join(lines))


main()
