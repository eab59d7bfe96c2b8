// kura store: documents of a cluster's quorum store, read and written at any node.
#include "tools/cli/cluster_access.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/exit_codes.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace kura::cli {

namespace {

namespace control = cluster::control;
namespace store = cluster::store;
using Json = nlohmann::ordered_json;

base::Result<store::Answer> ask(const ClusterAccess& access, store::Request request) {
    auto reply = ask_cluster(access, std::move(request));
    if (!reply) {
        return tl::unexpected<base::Error>(reply.error());
    }
    const auto* answer = std::get_if<store::Answer>(&*reply);
    if (answer == nullptr) {
        return base::fail(base::ErrorCode::unavailable, "the node answers something else");
    }
    if (answer->outcome != store::Outcome::ok) {
        const bool is_wrong = answer->outcome == store::Outcome::bad_request ||
                              answer->outcome == store::Outcome::conflict;
        return base::fail(is_wrong ? base::ErrorCode::bad_input : base::ErrorCode::unavailable,
                          answer->reason);
    }
    return *answer;
}

int get(const StoreArguments& arguments) {
    store::Get request;
    request.key = arguments.key;
    request.read = arguments.read;
    const auto answer = ask(arguments.access, request);
    if (!answer) {
        return complain_of_cluster(answer.error());
    }
    Console console;
    if (arguments.access.json) {
        console.print(
            Json{{"key", arguments.key}, {"values", answer->values}, {"weak", answer->is_weak}}
                .dump(-1, ' ', false, Json::error_handler_t::replace) +
            '\n');
    } else {
        if (answer->values.size() > 1) {
            console.note(
                fmt::format("{} versions were written at the same time; put one of them "
                            "to settle it",
                            answer->values.size()));
        }
        for (const std::string& value : answer->values) {
            console.print(value + '\n');
        }
    }
    if (answer->values.empty()) {
        complain("nothing is stored under " + arguments.key);
        return kExitUnsolved;
    }
    return kExitOk;
}

// Reads first, so that the write replaces the versions that are there.
int put(const StoreArguments& arguments, bool is_delete) {
    store::Get before;
    before.key = arguments.key;
    before.read = arguments.read;
    const auto found = ask(arguments.access, before);
    if (!found) {
        return complain_of_cluster(found.error());
    }
    store::Put request;
    request.key = arguments.key;
    request.value = arguments.value;
    request.context = found->context;
    request.is_delete = is_delete;
    request.write = arguments.write;
    const auto answer = ask(arguments.access, request);
    return answer ? kExitOk : complain_of_cluster(answer.error());
}

int stats(const StoreArguments& arguments) {
    const auto reply = ask_cluster(arguments.access, control::AskStore{});
    if (!reply) {
        return complain_of_cluster(reply.error());
    }
    Console console;
    if (const auto* figures = std::get_if<control::StoreFigures>(&*reply)) {
        Json all = Json::object();
        std::string text;
        for (const std::string& line : figures->lines) {
            const std::size_t space = line.find(' ');
            all[line.substr(0, space)] = std::stoull(line.substr(space + 1));
            text += line + '\n';
        }
        console.print(arguments.access.json ? all.dump() + '\n' : text);
    }
    return kExitOk;
}

}  // namespace

int run(const StoreArguments& arguments) {
    switch (arguments.what) {
        case StoreArguments::What::get:
            return get(arguments);
        case StoreArguments::What::put:
            return put(arguments, false);
        case StoreArguments::What::remove:
            return put(arguments, true);
        case StoreArguments::What::stats:
            return stats(arguments);
    }
    return kExitInternal;
}

}  // namespace kura::cli
