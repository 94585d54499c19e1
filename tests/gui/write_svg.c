/* SPDX-License-Identifier: MIT */

/* Writes a picture as SVG to standard output, for svg.py. */

#include "check.h"
#include "scene.h"

#include "gui/paint_svg.h"

int main(void)
{
    struct lume_error error;
    struct font *font;
    struct paint_svg *svg;
    struct buffer out;
    if (font_create(&font, &error) != LUME_OK ||
        paint_svg_create(640, 400, "lume <3 & \"0\"", "bad: \xff\x01", "pt-BR", font, &svg,
                         &error) != LUME_OK) {
        return 1;
    }
    struct paint *paint = paint_svg_paint(svg);
    const struct theme *theme = theme_find("dark");
    paint_fill(paint, (struct paint_rect){0, 0, 640, 400}, 0, theme->stage);
    scene_all(paint, theme);
    paint_begin_group(paint, "texts");
    const struct paint_text_style style = {theme->text, {14, FONT_BOLD, true}, PAINT_RIGHT, 0};
    const char *const texts[] = {"a < b && c > \"d\"", "]]>", "broken \xc3( \x1b[31m", "Até já…"};
    for (int i = 0; i < 4; i++) {
        paint_text(paint, (struct paint_point){600.5f, 20 + 20 * (float)i}, &style, texts[i]);
    }
    struct paint_text_style narrow = style;
    narrow.max_width = 60;
    paint_text(paint, (struct paint_point){600, 120}, &narrow, "much too long for that");
    paint_end_group(paint);
    if (paint_svg_finish(svg, &out, &error) != LUME_OK) {
        return 1;
    }
    const bool written = fwrite(out.bytes, 1, out.size, stdout) == out.size;
    buffer_finish(&out);
    paint_svg_destroy(svg);
    font_destroy(font);
    return written && fflush(stdout) == 0 ? 0 : 1;
}
