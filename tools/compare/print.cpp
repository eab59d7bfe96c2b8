#include "tools/compare/print.hpp"

#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace kura::compare {

namespace {

// Control characters, of a solver's last words for one, become spaces.
std::string one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            c = ' ';
        }
    }
    return text;
}

std::string padded(const std::string& text, std::size_t width, bool leans_left) {
    const std::string space(width - std::min(width, text::width_of(text)), ' ');
    return leans_left ? text + space : space + text;
}

std::string markdown_cell(std::string text) {
    text = one_line(std::move(text));
    std::string safe;
    for (const char c : text) {
        safe += c == '|' || c == '<' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
    return safe;
}

std::string csv_cell(std::string text) {
    text = one_line(std::move(text));
    // What begins so is a formula to spreadsheets.
    if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) {
        text.insert(0, "'");
    }
    if (text.find_first_of(",\"") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + '"';
}

template <typename T>
std::string csv_number(const std::optional<T>& value) {
    return value ? fmt::format("{}", *value) : "";
}

}  // namespace

std::string text_table(const Table& table) {
    std::vector<std::vector<std::string>> lines{table.head};
    lines.insert(lines.end(), table.rows.begin(), table.rows.end());
    std::vector<std::size_t> widths(table.head.size(), 0);
    for (std::vector<std::string>& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            line[i] = one_line(line[i]);
            widths[i] = std::max(widths[i], text::width_of(line[i]));
        }
    }
    std::string text;
    for (const std::vector<std::string>& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            row += (i == 0 ? "" : "  ") + padded(line[i], widths[i], i < table.text_columns);
        }
        text += row.substr(0, row.find_last_not_of(' ') + 1) + '\n';
    }
    return text;
}

std::string print_text(const Comparison& comparison) {
    std::string text;
    for (const std::string& line : header_of(comparison)) {
        text += one_line(line) + '\n';
    }
    for (const Section& section : sections_of(comparison)) {
        text += '\n' + section.title + '\n' + text_table(section.table);
        for (const std::string& note : section.notes) {
            text += note + '\n';
        }
    }
    return text;
}

std::string print_markdown(const Comparison& comparison) {
    const std::vector<std::string> header = header_of(comparison);
    std::string text = "# " + markdown_cell(header.front()) + "\n\n";
    for (std::size_t i = 1; i < header.size(); ++i) {
        text += "* " + markdown_cell(header[i]) + '\n';
    }
    for (const Section& section : sections_of(comparison)) {
        text += "\n## " + section.title + "\n\n";
        std::string rule;
        for (std::size_t i = 0; i < section.table.head.size(); ++i) {
            text += "| " + section.table.head[i] + ' ';
            rule += i < section.table.text_columns ? "|---" : "|--:";
        }
        text += "|\n" + rule + "|\n";
        for (const std::vector<std::string>& row : section.table.rows) {
            for (const std::string& cell : row) {
                text += "| " + markdown_cell(cell) + ' ';
            }
            text += "|\n";
        }
        for (const std::string& note : section.notes) {
            text += '\n' + note + '\n';
        }
    }
    return text;
}

std::string print_csv(const Comparison& comparison) {
    std::string text =
        "configuration,solver,strategy,threads,nodes,replicas,build,set,index,title,repetition,"
        "order,verdict,reason,verified,seconds,cpu_seconds,search_seconds,pushes,moves,expanded,"
        "generated,stored,peak_bytes,table_bytes,problem\n";
    for (const Run& run : comparison.runs) {
        const Configuration& entry =
            comparison.configurations[static_cast<std::size_t>(run.configuration)];
        const ComparedPuzzle& puzzle = comparison.puzzles[static_cast<std::size_t>(run.puzzle)];
        const std::string& set = comparison.sets[static_cast<std::size_t>(puzzle.set)].name;
        text += fmt::format(
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{:.6f},{},{},{},{},{},{},{},{},{},{}\n",
            csv_cell(entry.name), csv_cell(entry.solver), csv_cell(entry.strategy), entry.threads,
            entry.nodes, entry.replicas, csv_cell(entry.build.name), csv_cell(set),
            puzzle.level.index, csv_cell(puzzle.level.title), run.repetition + 1, run.order,
            name_of(run.verdict), csv_cell(run.reason), run.verified ? 1 : 0, run.seconds,
            csv_number(run.cpu_seconds), csv_number(run.search_seconds), csv_number(run.pushes),
            csv_number(run.moves), csv_number(run.expanded), csv_number(run.generated),
            csv_number(run.stored), csv_number(run.peak_bytes), csv_number(run.table_bytes),
            csv_cell(run.problem));
    }
    return text;
}

}  // namespace kura::compare
