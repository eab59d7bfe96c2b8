#include "puzzles/level/diagnosis.hpp"

namespace kura::puzzles {

std::string_view name(DiagnosisCode code) {
    switch (code) {
        case DiagnosisCode::no_player:
            return "no_player";
        case DiagnosisCode::two_players:
            return "two_players";
        case DiagnosisCode::open_border:
            return "open_border";
        case DiagnosisCode::no_boxes:
            return "no_boxes";
        case DiagnosisCode::count_mismatch:
            return "count_mismatch";
        case DiagnosisCode::too_large:
            return "too_large";
        case DiagnosisCode::too_many_boxes:
            return "too_many_boxes";
        case DiagnosisCode::bad_character:
            return "bad_character";
        case DiagnosisCode::bad_run_length:
            return "bad_run_length";
        case DiagnosisCode::already_solved:
            return "already_solved";
        case DiagnosisCode::decoration:
            return "decoration";
        case DiagnosisCode::tab_in_board:
            return "tab_in_board";
        case DiagnosisCode::bad_moves:
            return "bad_moves";
        case DiagnosisCode::unclosed_comment:
            return "unclosed_comment";
        case DiagnosisCode::unreadable:
            return "unreadable";
        case DiagnosisCode::file_too_large:
            return "file_too_large";
        case DiagnosisCode::line_too_long:
            return "line_too_long";
        case DiagnosisCode::too_many_puzzles:
            return "too_many_puzzles";
        case DiagnosisCode::bad_encoding:
            return "bad_encoding";
        case DiagnosisCode::bad_xml:
            return "bad_xml";
        case DiagnosisCode::no_puzzles:
            return "no_puzzles";
    }
    return "unknown";
}

bool is_error(DiagnosisCode code) {
    switch (code) {
        case DiagnosisCode::already_solved:
        case DiagnosisCode::decoration:
        case DiagnosisCode::tab_in_board:
        case DiagnosisCode::bad_moves:
        case DiagnosisCode::unclosed_comment:
            return false;
        default:
            return true;
    }
}

std::string describe(const Diagnosis& diagnosis, std::string_view source) {
    std::string text(source);
    if (diagnosis.line > 0) {
        text += ':' + std::to_string(diagnosis.line);
        if (diagnosis.column > 0) {
            text += ':' + std::to_string(diagnosis.column);
        }
    }
    text += is_error(diagnosis.code) ? ": error: " : ": note: ";
    text += name(diagnosis.code);
    text += ": ";
    text += diagnosis.message;
    return text;
}

}  // namespace kura::puzzles
