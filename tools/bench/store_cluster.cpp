#include "tools/bench/store_cluster.hpp"

#include "cluster/view/view_change.hpp"

#include <future>
#include <utility>

namespace kura::bench {

namespace {

namespace net = cluster::net;
namespace node = cluster::node;
namespace store = cluster::store;
namespace view = cluster::view;
using cluster::Incarnation;
using cluster::NodeId;
using cluster::Place;
using cluster::Zone;

view::ViewPtr view_of(const StoreClusterOptions& options) {
    std::vector<view::Member> members;
    for (int i = 1; i <= options.nodes; ++i) {
        const auto id = static_cast<std::uint64_t>(i);
        members.push_back({{NodeId{id}, Place{id}, Zone{0}, 1}, Incarnation{1}});
    }
    view::View view = view::bootstrap(members.front(), {.replicas = options.replicas});
    view = view::admit(view, members).value();
    // After all are in: there is no earlier set of replicas.
    view = view::start_job(view, store::kStoreJob, options.replicas, options.write).value();
    return std::make_shared<const view::View>(std::move(view));
}

}  // namespace

struct StoreCluster::Member final : node::Receiver {
    Member(NodeId self, std::unique_ptr<node::NetLink> own, std::unique_ptr<node::Memory> kept)
        : link(std::move(own)),
          memory(std::move(kept)),
          worker(self, *link, addresses, memory->open_store([this](node::RowsWritten written) {
              worker.put(std::move(written));
          }),
                 [](const cluster::control::Event&) {}) {}
    ~Member() override { link->attach(nullptr); }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    void on_message(node::NodeMessage message) override {
        if (auto* stored = std::get_if<store::Message>(&message.body)) {
            worker.put(node::StoreArrived{message.from, std::move(*stored)});
        }
    }
    void on_gossip(cluster::gossip::Packet /*packet*/) override {}
    void on_request(node::ClientId client, cluster::control::ClientRequest request) override {
        if (auto* asked = std::get_if<store::Request>(&request)) {
            worker.put(node::StoreAsked{client, std::move(*asked)});
        }
    }

    std::unique_ptr<node::NetLink> link;
    std::unique_ptr<node::Memory> memory;
    node::AddressBook addresses;
    node::StoreWorker worker;
};

base::Result<std::unique_ptr<StoreCluster>> StoreCluster::start(
    const StoreClusterOptions& options) {
    std::unique_ptr<StoreCluster> made(new StoreCluster);
    made->view_ = view_of(options);
    for (int i = 1; i <= options.nodes; ++i) {
        net::TransportOptions transport;
        transport.listen = net::Address::parse("127.0.0.1:0").value();
        auto link = node::NetLink::start(std::move(transport), 1, "");
        if (!link) {
            return tl::unexpected<base::Error>(link.error());
        }
        auto memory = std::make_unique<node::Memory>(Place{static_cast<std::uint64_t>(i)});
        if (!options.data.empty()) {
            auto opened = node::DiskMemory::open(options.data + "/node" + std::to_string(i));
            if (!opened) {
                return tl::unexpected<base::Error>(opened.error());
            }
            memory = *std::move(opened);
        }
        made->members_.push_back(std::make_unique<Member>(NodeId{static_cast<std::uint64_t>(i)},
                                                          *std::move(link), std::move(memory)));
    }
    for (const auto& member : made->members_) {
        for (std::size_t other = 0; other < made->size(); ++other) {
            member->addresses.set(NodeId{other + 1}, made->address(other));
        }
        member->worker.put(cluster::control::TellView{made->view_});
        member->link->attach(member.get());
    }
    return made;
}

StoreCluster::~StoreCluster() = default;

std::string StoreCluster::address(std::size_t member) const {
    return members_[member]->link->address();
}

void StoreCluster::with_core(std::size_t member,
                             const std::function<void(store::StoreNode&)>& what) {
    std::promise<void> done;
    members_[member]->worker.put(node::WithCore{[&](store::StoreNode& core) {
        what(core);
        done.set_value();
    }});
    done.get_future().wait();
}

}  // namespace kura::bench
