# SPDX-License-Identifier: MIT
# bash completion for lume. tests/cli/docs.py compares it with the program's options.

_lume_options()
{
    case $1 in
    train)
        echo --data --images --labels --test-images --test-labels --ink --hold-out \
            --synthetic --classes --validation --train-size --hidden --activation --init \
            --input-scale --normalizer --unlike --start --loss --optimizer --learning-rate --lr \
            --momentum --schedule --batch-size --epochs --l1 --l2 --dropout --clip-norm \
            --no-shuffle --augment --no-augment --augment-shift --augment-rotate --augment-scale \
            --augment-shear --patience --min-loss --seed --preset --threads --cpu --output --log \
            --quiet --json --help
        ;;
    eval) echo --model --data --part --images --labels --ink --json --help ;;
    predict) echo --model --ink --index --activations --show --json --help ;;
    info) echo --json --help ;;
    export) echo --format --help ;;
    synth) echo --count --seed --kind --style --augment --labels --help ;;
    draw)
        echo --ink --index --label --model --beside --data --select --scene --epochs --pitfall \
            --step --cell --weights --lang --theme --projector --size --scale --fullscreen \
            --no-controls --seed --describe --script --screenshot --save-model --save-curves --help
        ;;
    *) echo --help --version ;;
    esac
}

# The names of a topic, from the program itself.
_lume_names()
{
    "${COMP_WORDS[0]:-lume}" help "$1" 2>/dev/null | sed -n 's/^  \([A-Za-z0-9-]\{1,\}\).*/\1/p'
}

# The names that an option takes; nothing where it takes something else.
_lume_values()
{
    case $1 in
    --activation) _lume_names activations ;;
    --init) _lume_names initializers ;;
    --input-scale) _lume_names scalings ;;
    --normalizer) _lume_names normalizers ;;
    --loss) _lume_names losses ;;
    --optimizer) _lume_names optimizers ;;
    --schedule) _lume_names schedules ;;
    --preset) _lume_names presets ;;
    --cpu) _lume_names cpus ;;
    --format) _lume_names formats ;;
    --style) _lume_names styles ;;
    --kind) echo digits others all ;;
    --part) echo train test ;;
    --batch-size) echo full ;;
    --hidden) echo none ;;
    --index) echo all ;;
    --lang) echo en pt-BR ;;
    --theme) echo dark light ;;
    --scene) echo draw train teach mistakes ;;
    --pitfall) echo learning-rate vanishing exploding overfitting zeros batch-size ;;
    --step)
        echo picture forward-1 answer loss output-deltas hidden-deltas-1 gradient update \
            new-answer ;;
    esac
}

_lume_commands="train eval predict info export synth draw help"
_lume_topics="activations losses initializers optimizers schedules scalings normalizers cpus \
presets formats styles"

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
        [[ $command == train ]] && choices="synthetic none"
        mapfile -t COMPREPLY < <(compgen -d -W "$choices" -- "$current")
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
