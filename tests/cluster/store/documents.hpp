// Documents for tests.
#pragma once

#include "cluster/store/document.hpp"

#include <string>

namespace kura::cluster::store {

// One version with a value, written once by node 4.
inline Document document_of(const std::string& value) {
    Document document;
    Version version;
    version.dot = {{NodeId{1}, 2}, 3};
    version.write = {NodeId{4}, 5};
    version.value = value;
    document.put({}, version);
    return document;
}

}  // namespace kura::cluster::store
