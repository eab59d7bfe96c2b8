#include "puzzles/format/writer.hpp"

#include "puzzles/format/encoding.hpp"
#include "puzzles/format/reader.hpp"
#include "puzzles/format/text_items.hpp"
#include "puzzles/lurd/lurd.hpp"
#include "puzzles/rle/rle.hpp"

#include <algorithm>
#include <cstddef>

namespace kura::puzzles {
namespace {

using format::clean;
using format::starts_ignoring_case;

constexpr std::size_t kMovesPerLine = 80;

std::string title_of(const Level& level) {
    return clean(level.title, kTitleBytesMax);
}

std::string author_of(const Level& level) {
    return clean(level.author, kTitleBytesMax);
}

std::string board_lines(const Level& level) {
    // A reader looks for a wall in the first row; a board that starts otherwise goes on one line.
    if (!level.rows.empty() && level.rows.front().find('#') == std::string::npos) {
        return write_board_rle(level) + '\n';
    }
    std::string out;
    for (const std::string& row : level.rows) {
        out += row.empty() ? "-" : row;
        out += '\n';
    }
    return out;
}

std::string key_line(std::string_view key, std::string_view value) {
    std::string out(key);
    out += ':';
    if (!value.empty()) {
        out += ' ';
        out += value;
    }
    return out + '\n';
}

std::string comment_block(const std::string& comment) {
    if (comment.empty()) {
        return {};
    }
    std::string out = "Comment:\n";
    for (const std::string_view line : format::split_lines(comment, kLinesMax)) {
        out += format::quote_comment_line(line);
        out += '\n';
    }
    return out + "Comment-End:\n";
}

bool names_snapshot(std::string_view name) {
    return starts_ignoring_case(name, "snapshot") || starts_ignoring_case(name, "saved game");
}

std::string stored_block(const StoredMoves& stored, bool snapshot, FileFormat format) {
    if (stored.lurd.empty()) {
        return {};
    }
    const std::string name = format::stored_name(stored.name);
    std::string out = names_snapshot(name) == snapshot ? name : snapshot ? "Snapshot" : "Solution";
    out += '\n';
    if (format == FileFormat::rle) {
        return out + compress_lurd(stored.lurd) + '\n';
    }
    for (std::size_t begin = 0; begin < stored.lurd.size(); begin += kMovesPerLine) {
        out.append(stored.lurd, begin, kMovesPerLine);
        out += '\n';
    }
    return out;
}

std::string sok_level(const Level& level, FileFormat format) {
    std::string out =
        format == FileFormat::rle ? write_board_rle(level) + '\n' : board_lines(level);
    if (const std::string title = title_of(level); !title.empty()) {
        out += key_line("Title", title);
    }
    if (const std::string author = author_of(level); !author.empty()) {
        out += key_line("Author", author);
    }
    for (const auto& [key, value] : level.fields) {
        const bool repeated =
            format::equals_ignoring_case(key, "title")
                ? !level.title.empty()
                : format::equals_ignoring_case(key, "author") && !level.author.empty();
        if (repeated || format::is_free_key(key)) {
            out += key_line(key, clean(value, kValueBytesMax));
        }
    }
    out += comment_block(level.comment);
    for (const StoredMoves& stored : level.solutions) {
        out += stored_block(stored, false, format);
    }
    for (const StoredMoves& stored : level.snapshots) {
        out += stored_block(stored, true, format);
    }
    return out + '\n';
}

std::string xsb_level(const Level& level) {
    const std::string title = title_of(level);
    return (title.empty() ? "" : "; " + title + '\n') + board_lines(level) + '\n';
}

std::string escape_xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string xml_attribute(std::string_view key, std::string_view value) {
    std::string out = " ";
    out += key;
    out += "=\"";
    out += escape_xml(value);
    return out + '"';
}

std::string slc_level(const Level& level) {
    std::size_t width = 0;
    for (const std::string& row : level.rows) {
        width = std::max(width, row.size());
    }
    std::string out = "    <Level" + xml_attribute("Id", title_of(level)) +
                      xml_attribute("Width", std::to_string(width)) +
                      xml_attribute("Height", std::to_string(level.rows.size()));
    if (const std::string author = author_of(level); !author.empty()) {
        out += xml_attribute("Copyright", author);
    }
    out += ">\n";
    for (const std::string& row : level.rows) {
        out += "      <L>" + row + "</L>\n";
    }
    return out + "    </Level>\n";
}

}  // namespace

std::string write_header(const WriteOptions& options) {
    const std::string collection = clean(options.collection, kTitleBytesMax);
    switch (options.format) {
        case FileFormat::sok:
        case FileFormat::rle:
            return collection.empty() ? "" : "Collection: " + collection + "\n\n";
        case FileFormat::xsb:
            return "";
        case FileFormat::slc:
            return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SokobanLevels>\n  <Title>" +
                   escape_xml(collection) + "</Title>\n  <LevelCollection>\n";
    }
    return "";
}

std::string write_level(const Level& level, const WriteOptions& options) {
    switch (options.format) {
        case FileFormat::sok:
        case FileFormat::rle:
            return sok_level(level, options.format);
        case FileFormat::xsb:
            return xsb_level(level);
        case FileFormat::slc:
            return slc_level(level);
    }
    return "";
}

std::string write_footer(const WriteOptions& options) {
    return options.format == FileFormat::slc ? "  </LevelCollection>\n</SokobanLevels>\n" : "";
}

std::string write_levels(const std::vector<Level>& levels, const WriteOptions& options) {
    std::string out = write_header(options);
    for (const Level& level : levels) {
        out += write_level(level, options);
    }
    return out + write_footer(options);
}

std::string write_board_rle(const Level& level) {
    std::string joined;
    for (const std::string& row : level.rows) {
        joined += joined.empty() ? "" : "|";
        joined += row.empty() ? "-" : row;
    }
    std::replace(joined.begin(), joined.end(), ' ', '-');
    return compress(joined);
}

}  // namespace kura::puzzles
