# SPDX-License-Identifier: MIT
# bash completion for lume. tests/cli/docs.py compares it with the program's options.

_lume_options()
{
    case $1 in
    train)
        echo --data --images --labels --test-images --test-labels --classes --validation --hidden \
            --activation --init --input-scale --deskew --start --loss --optimizer --learning-rate \
            --lr --momentum --schedule --batch-size --epochs --l1 --l2 --dropout --clip-norm \
            --no-shuffle --augment --no-augment --augment-shift --augment-rotate --augment-scale \
            --augment-shear --patience --min-loss --seed --preset --threads --cpu --output --log \
            --quiet --json --help
        ;;
    eval) echo --model --data --part --images --labels --json --help ;;
    predict) echo --model --index --activations --show --json --help ;;
    info) echo --json --help ;;
    export) echo --format --help ;;
    *) echo --help --version ;;
    esac
}

# The names that an option takes; nothing where it takes something else.
_lume_values()
{
    case $1 in
    --activation)
        echo identity step sigmoid tanh arctan relu leaky-relu prelu elu softplus gelu silu softmax
        ;;
    --init) echo zeros uniform normal lecun glorot he ;;
    --input-scale) echo unit standard ;;
    --loss) echo mse binary-cross-entropy cross-entropy ;;
    --optimizer) echo sgd momentum nesterov rmsprop adam adamw perceptron adaline ;;
    --schedule) echo constant step cosine one-cycle ;;
    --preset) echo fast best ;;
    --cpu) echo scalar avx2 avx512 neon ;;
    --format) echo npz csv onnx ;;
    --part) echo train test ;;
    --batch-size) echo full ;;
    --hidden) echo none ;;
    --index) echo all ;;
    esac
}

_lume_commands="train eval predict info export help"
_lume_topics="activations losses initializers optimizers schedules scalings cpus presets formats"

_lume()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} choices=
    compopt +o default 2>/dev/null
    # "--name=value" comes as three words.
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if ((COMP_CWORD == 1)); then
        choices="$_lume_commands $(_lume_options)"
    elif [[ $command == help ]]; then
        choices="$_lume_commands $_lume_topics"
    elif [[ $current == -* ]]; then
        choices=$(_lume_options "$command")
    elif [[ $previous == --data ]]; then
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        compopt -o filenames 2>/dev/null
        return
    else
        choices=$(_lume_values "$previous")
    fi
    if [[ $choices ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        compopt -o filenames 2>/dev/null
    fi
}

complete -F _lume lume
