#include "tools/compare/command_template.hpp"

#include <algorithm>
#include <utility>

namespace kura::compare {

namespace {

constexpr std::size_t kTemplateMax = 4096;  // bytes

tl::unexpected<base::Error> refuse(const std::string& why) {
    return base::fail(base::ErrorCode::bad_input, "command: " + why);
}

base::Result<std::vector<std::string>> split(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    bool is_in_word = false;  // "" is a word too
    char quote = 0;
    const auto end_word = [&] {
        if (std::exchange(is_in_word, false)) {
            words.push_back(std::exchange(word, {}));
        }
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool is_escaped = c == '\\' && quote != '\'' && i + 1 < text.size();
        if (is_escaped) {
            word += text[++i];
        } else if (quote != 0 && c == quote) {
            quote = 0;
        } else if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (quote == 0 && (c == ' ' || c == '\t')) {
            end_word();
            continue;
        } else {
            word += c;
        }
        is_in_word = true;
    }
    if (quote != 0) {
        return refuse("a quote is not closed");
    }
    end_word();
    if (words.empty()) {
        return refuse("it is empty");
    }
    return words;
}

// Calls with each {name} of a word: its place, its end, its name.
template <typename Function>
void for_each_placeholder(std::string_view word, Function&& found) {
    for (std::size_t open = word.find('{'); open != std::string_view::npos;
         open = word.find('{', open + 1)) {
        const std::size_t close = word.find('}', open);
        if (close == std::string_view::npos) {
            return;
        }
        found(open, close + 1, word.substr(open + 1, close - open - 1));
    }
}

bool is_safe(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./:=,@%+").find(c) != std::string_view::npos;
}

}  // namespace

base::Result<CommandTemplate> CommandTemplate::parse(std::string_view text,
                                                     const std::vector<std::string>& known) {
    if (text.size() > kTemplateMax || text.find('\0') != std::string_view::npos) {
        return refuse("too long, or no text");
    }
    auto words = split(text);
    if (!words) {
        return tl::unexpected(words.error());
    }
    std::string unknown;
    for (const std::string& word : *words) {
        for_each_placeholder(word, [&](std::size_t, std::size_t, std::string_view name) {
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                unknown = name;
            }
        });
    }
    if (!unknown.empty()) {
        std::string names;
        for (const std::string& name : known) {
            names += " {" + name + "}";
        }
        return refuse("{" + unknown + "} is none of" + names);
    }
    CommandTemplate made;
    made.text_ = text;
    made.words_ = *std::move(words);
    return made;
}

bool CommandTemplate::has(std::string_view name) const {
    bool is_there = false;
    for (const std::string& word : words_) {
        for_each_placeholder(word, [&](std::size_t, std::size_t, std::string_view found) {
            is_there = is_there || found == name;
        });
    }
    return is_there;
}

std::vector<std::string> CommandTemplate::fill(const Placeholders& values) const {
    std::vector<std::string> filled;
    for (const std::string& word : words_) {
        std::string made;
        std::size_t copied = 0;
        for_each_placeholder(word, [&](std::size_t begin, std::size_t end, std::string_view name) {
            made += word.substr(copied, begin - copied);
            const auto value = values.find(name);
            made += value == values.end() ? std::string() : value->second;
            copied = end;
        });
        filled.push_back(made + word.substr(copied));
    }
    return filled;
}

std::string shell_line(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) {
        line += line.empty() ? "" : " ";
        if (!word.empty() && std::all_of(word.begin(), word.end(), is_safe)) {
            line += word;
            continue;
        }
        line += '\'';
        for (const char c : word) {
            line += c == '\'' ? std::string("'\\''") : std::string(1, c);
        }
        line += '\'';
    }
    return line;
}

}  // namespace kura::compare
