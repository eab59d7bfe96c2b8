#include "cluster/node/node.hpp"

#include "cluster/node/life.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace kura::cluster::node {

Node::Node(Link& link, Memory& memory, NodeOptions options)
    : link_(link),
      memory_(memory),
      options_(std::move(options)),
      rng_(options_.seed),
      thread_([this] { run(); }) {}

Node::~Node() {
    is_stopping_ = true;
    {
        const std::lock_guard lock(mutex_);
        if (life_ != nullptr) {
            life_->stop();
        }
    }
    thread_.join();
}

void Node::run() {
    std::vector<std::string> join = options_.join;
    for (const std::string& address : memory_.addresses()) {
        if (address != link_.address() &&
            std::find(join.begin(), join.end(), address) == join.end()) {
            join.push_back(address);
        }
    }
    while (!is_stopping_) {
        const NodeId self{rng_.next() | 1};
        LifeEnd end = LifeEnd::stopped;
        {
            Life life(self, link_, memory_, options_, join, base::Rng(rng_.next()));
            {
                const std::lock_guard lock(mutex_);
                life_ = &life;
            }
            if (!is_stopping_) {
                end = life.run();
            }
            if (end == LifeEnd::expelled) {
                join = life.known_addresses();
                if (options_.log) {
                    options_.log(true, "expelled by the others: joins again as a new node");
                }
            }
            const std::lock_guard lock(mutex_);
            life_ = nullptr;
            has_left_ |= end == LifeEnd::left;
        }
        changed_.notify_all();
        if (end != LifeEnd::expelled) {
            return;
        }
    }
}

bool Node::leave(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (life_ != nullptr) {
        life_->leave();
    }
    return changed_.wait_for(lock, patience, [&] { return has_left_ || life_ == nullptr; });
}

}  // namespace kura::cluster::node
