/* SPDX-License-Identifier: MIT */
#include <lume/network.h>
#include <lume/status.h>

#include <stdio.h>

/* A program of somebody else: it knows the installed headers and the library alone. */
int main(void)
{
    const struct lume_activation *softmax = lume_activation_find("softmax");
    const struct lume_layer_config layer = {10, softmax};
    struct lume_network *network;
    struct lume_workspace *workspace;
    struct lume_error error;
    static const uint8_t image[784];
    if (lume_network_create(784, &layer, 1, &network, &error) ||
        lume_workspace_create(network, NULL, &workspace, &error)) {
        puts(error.message);
        return 1;
    }
    const lume_real *outputs = lume_network_forward(network, workspace, image);
    int all_equal = lume_argmax(outputs, 10) == 0 && outputs[9] > 0.099f && outputs[9] < 0.101f;
    lume_workspace_destroy(workspace);
    lume_network_destroy(network);
    return puts(all_equal ? "ok" : "not ok") < 0 || !all_equal;
}
