#include "puzzles/format/reader.hpp"

#include "puzzles/format/encoding.hpp"
#include "puzzles/format/slc_reader.hpp"
#include "puzzles/format/text_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

namespace kura::puzzles {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesMax = 100'000;  // of one directory, subdirectories included

void add_problem(ReadResult& result, std::string_view source, DiagnosisCode code,
                 std::string message) {
    result.problems.push_back({std::string(source), {code, std::move(message), 0, 0}});
}

void read_bytes(std::string_view bytes, std::string_view source, ReadResult& result) {
    if (bytes.size() > kFileBytesMax) {
        add_problem(result, source, DiagnosisCode::file_too_large,
                    "larger than " + std::to_string(kFileBytesMax >> 20U) + " MiB");
        return;
    }
    if (format::is_utf16(bytes)) {
        add_problem(result, source, DiagnosisCode::bad_encoding,
                    "UTF-16 text; save it as UTF-8 or Latin-1");
        return;
    }
    if (bytes.substr(0, 3) == "\xEF\xBB\xBF") {
        bytes.remove_prefix(3);
    }
    std::string converted;
    if (!format::is_utf8(bytes)) {
        converted = format::utf8_of_latin1(bytes);
        bytes = converted;
    }
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && bytes[first] == '<') {
        format::read_slc(bytes, source, result);
    } else {
        format::read_plain_text(bytes, source, result);
    }
}

struct CloseFile {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

// One byte more than the limit is asked for, so that endless devices end as "too large".
void read_stream(std::FILE* file, std::string_view source, ReadResult& result) {
    std::string bytes;
    std::array<char, 65536> block{};
    while (bytes.size() <= kFileBytesMax && std::feof(file) == 0 && std::ferror(file) == 0) {
        bytes.append(block.data(), std::fread(block.data(), 1, block.size(), file));
    }
    if (std::ferror(file) != 0) {
        add_problem(result, source, DiagnosisCode::unreadable,
                    std::error_code(errno, std::generic_category()).message());
        return;
    }
    read_bytes(bytes, source, result);
}

void read_file(const std::string& path, ReadResult& result) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        add_problem(result, path, DiagnosisCode::unreadable,
                    std::error_code(errno, std::generic_category()).message());
        return;
    }
    read_stream(file.get(), path, result);
}

bool is_puzzle_file(const fs::path& path) {
    static constexpr std::array<std::string_view, 4> kExtensions{".xsb", ".txt", ".sok", ".slc"};
    const std::string extension = path.extension().string();
    return std::any_of(kExtensions.begin(), kExtensions.end(), [&](std::string_view known) {
        return format::equals_ignoring_case(extension, known);
    });
}

// Symbolic links to directories are not followed, so there are no loops.
void read_directory(const std::string& path, ReadResult& result) {
    std::vector<std::string> files;
    std::error_code error;
    fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied,
                                           error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (is_puzzle_file(entry->path()) && entry->is_regular_file(ignored)) {
            files.push_back(entry->path().string());
            if (files.size() > kFilesMax) {
                add_problem(result, path, DiagnosisCode::too_many_puzzles,
                            "more than " + std::to_string(kFilesMax) + " files");
                return;
            }
        }
    }
    if (error) {
        add_problem(result, path, DiagnosisCode::unreadable, error.message());
    } else if (files.empty()) {
        add_problem(result, path, DiagnosisCode::no_puzzles,
                    "no .xsb, .txt, .sok or .slc file in this directory");
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
        read_file(file, result);
    }
}

}  // namespace

ReadResult read_text(std::string_view text, std::string_view source_name) {
    ReadResult result;
    read_bytes(text, source_name, result);
    return result;
}

ReadResult read_path(const std::string& path) {
    ReadResult result;
    std::error_code ignored;
    if (path == "-") {
        read_stream(stdin, path, result);
    } else if (fs::is_directory(path, ignored)) {
        read_directory(path, result);
    } else {
        read_file(path, result);
    }
    return result;
}

}  // namespace kura::puzzles
