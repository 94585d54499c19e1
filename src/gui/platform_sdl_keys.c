/* SPDX-License-Identifier: MIT */
#include "gui/platform_sdl_keys.h"

#include <SDL.h>

#include <stdio.h>

/* Keys that type nothing, or nothing that can be seen. */
static const struct named_key {
    SDL_Keycode code;
    const char *name;
} named_keys[] = {
    {SDLK_SPACE, "Space"},
    {SDLK_PAGEUP, "Page Up"},
    {SDLK_PAGEDOWN, "Page Down"},
    {SDLK_LEFT, "Left"},
    {SDLK_RIGHT, "Right"},
    {SDLK_UP, "Up"},
    {SDLK_DOWN, "Down"},
    {SDLK_HOME, "Home"},
    {SDLK_END, "End"},
    {SDLK_ESCAPE, "Esc"},
    {SDLK_RETURN, "Enter"},
    {SDLK_KP_ENTER, "Enter"},
    {SDLK_TAB, "Tab"},
    {SDLK_BACKSPACE, "Backspace"},
    {SDLK_DELETE, "Delete"},
    {SDLK_INSERT, "Insert"},
    {SDLK_F1, "F1"},
    {SDLK_F2, "F2"},
    {SDLK_F3, "F3"},
    {SDLK_F4, "F4"},
    {SDLK_F5, "F5"},
    {SDLK_F6, "F6"},
    {SDLK_F7, "F7"},
    {SDLK_F8, "F8"},
    {SDLK_F9, "F9"},
    {SDLK_F10, "F10"},
    {SDLK_F11, "F11"},
    {SDLK_F12, "F12"},
};

/* The keypad, which types without Ctrl and where Num Lock is on. */
static const struct pad_key {
    SDL_Keycode code;
    char character;
    const char *name; /* without Num Lock */
} pad_keys[] = {
    {SDLK_KP_0, '0', "Insert"},    {SDLK_KP_1, '1', "End"},         {SDLK_KP_2, '2', "Down"},
    {SDLK_KP_3, '3', "Page Down"}, {SDLK_KP_4, '4', "Left"},        {SDLK_KP_5, '5', NULL},
    {SDLK_KP_6, '6', "Right"},     {SDLK_KP_7, '7', "Home"},        {SDLK_KP_8, '8', "Up"},
    {SDLK_KP_9, '9', "Page Up"},   {SDLK_KP_PERIOD, '.', "Delete"}, {SDLK_KP_PLUS, '+', NULL},
    {SDLK_KP_MINUS, '-', NULL},    {SDLK_KP_MULTIPLY, '*', NULL},   {SDLK_KP_DIVIDE, '/', NULL},
};

static const char *find_name(SDL_Keycode code)
{
    for (size_t i = 0; i < SDL_arraysize(named_keys); i++) {
        if (named_keys[i].code == code) {
            return named_keys[i].name;
        }
    }
    return NULL;
}

static const struct pad_key *find_pad(SDL_Keycode code)
{
    for (size_t i = 0; i < SDL_arraysize(pad_keys); i++) {
        if (pad_keys[i].code == code) {
            return &pad_keys[i];
        }
    }
    return NULL;
}

static bool is_letter(char character)
{
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
}

/* The character on the key, letters as capitals; 0: none of ASCII. Layouts without Latin letters
 * have them where the others do. */
static char character_of(const SDL_Keysym *key)
{
    const SDL_Keycode code = key->sym;
    if (code >= 'a' && code <= 'z') {
        return (char)(code - 'a' + 'A');
    }
    if (code > ' ' && code < 127) {
        return (char)code;
    }
    if (code > 127 && !(code & SDLK_SCANCODE_MASK) && key->scancode >= SDL_SCANCODE_A &&
        key->scancode <= SDL_SCANCODE_Z) {
        return (char)('A' + (key->scancode - SDL_SCANCODE_A));
    }
    return 0;
}

/* What is typed with Ctrl or Alt: "+" may need Shift there, which then is not meant. */
static char character_of_command(const SDL_Keysym *key)
{
    const struct pad_key *pad = find_pad(key->sym);
    const char character = pad ? pad->character : character_of(key);
    return character == '=' ? '+' : character;
}

bool platform_keys_press(struct platform_keys *keys, const struct SDL_KeyboardEvent *event,
                         char out[INPUT_KEY_SIZE])
{
    const SDL_Keysym *key = &event->keysym;
    const bool level3 = (key->mod & (KMOD_MODE | KMOD_RALT)) != 0; /* AltGr, on Windows Ctrl+Alt */
    const bool ctrl = (key->mod & KMOD_CTRL) && !level3;
    const bool alt = (key->mod & KMOD_LALT) && !level3;
    keys->command = ctrl || alt || (key->mod & KMOD_GUI);
    keys->repeat = event->repeat != 0;
    if (event->type != SDL_KEYDOWN || (key->mod & KMOD_GUI)) {
        return false;
    }
    char character[2] = "";
    const struct pad_key *pad = find_pad(key->sym);
    const char *name = find_name(key->sym);
    if (!name && pad && !(key->mod & KMOD_NUM) && !ctrl && !alt) {
        name = pad->name;
    }
    if (!name) {
        character[0] = ctrl || alt ? character_of_command(key) : character_of(key);
        name = character;
    }
    const bool letter = name == character && is_letter(character[0]);
    const bool shift = (letter || key->sym == SDLK_TAB) && (key->mod & KMOD_SHIFT);
    if (!name[0] || (name == character && !letter && !ctrl && !alt) || (letter && level3)) {
        return false;
    }
    snprintf(out, INPUT_KEY_SIZE, "%s%s%s%s", ctrl ? "Ctrl+" : "", alt ? "Alt+" : "",
             shift ? "Shift+" : "", name);
    return true;
}

bool platform_keys_type(const struct platform_keys *keys, char character)
{
    return !keys->command && character > ' ' && character < 127 && !is_letter(character);
}
