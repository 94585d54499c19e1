/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>

static uint8_t input[1 << 20];

static int replay(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 0;
    }
    size_t size = fread(input, 1, sizeof input, file);
    fclose(file);
    return LLVMFuzzerTestOneInput(input, size) == 0;
}

/* Give each file of the folder that is named to the target. */
int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fputs("usage: replay FOLDER\n", stderr);
        return 1;
    }
    int n = 0, n_good = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] != '.') {
            n++;
            n_good += replay(argv[1], entry->d_name);
        }
    }
    closedir(folder);
    printf("%d of %d seeds went well\n", n_good, n);
    return n == 0 || n_good != n;
}
