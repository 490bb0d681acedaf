#include "verify/ranks/letters.hpp"

#include <array>

#include "host/base/bytes.hpp"
#include "host/base/error.hpp"
#include "host/base/sha256.hpp"

namespace ceo::verify {
namespace {

/// The texts of a session, in one order for both ways.
template <class Session>
auto texts_of(Session& session) {
  return std::array{&session.version, &session.commit, &session.dirty,   &session.backend,
                    &session.device,  &session.cpu,    &session.pack,    &session.threads,
                    &session.command, &session.shard,  &session.started, &session.finished};
}

constexpr std::size_t kSealBytes = Digest{}.size();

std::string seal_of(std::string_view sealed) {
  const Digest digest = sha256(sealed);
  return {digest.begin(), digest.end()};
}

}  // namespace

LetterKind kind_of(const std::string& letter) {
  ensure(!letter.empty(), "an empty letter between ranks");
  return static_cast<LetterKind>(letter.front());
}

std::string letter(LetterKind kind, const std::string& body) {
  const std::string sealed = std::string(1, static_cast<char>(kind)) + body;
  return sealed + seal_of(sealed);
}

bool is_whole(const std::string& letter) {
  if (letter.size() <= kSealBytes) return false;
  const std::string_view sealed(letter.data(), letter.size() - kSealBytes);
  return seal_of(sealed) == std::string_view(letter).substr(sealed.size());
}

std::string body_of(const std::string& letter) {
  return letter.substr(1, letter.size() - 1 - kSealBytes);
}

std::string packed(const RankJob& job) {
  ByteWriter writer;
  for (const std::string* text :
       {&job.commit, &job.config_canonical, &job.plan_sha256, &job.machine.pack,
        &job.machine.backend, &job.machine.device, &job.shard}) {
    writer.text(*text);
  }
  writer.number(job.machine.threads);
  writer.number(job.interval);
  writer.number(job.cost);
  writer.number<std::uint64_t>(job.wanted.size());
  for (const run::Ranges& ranges : job.wanted) writer.numbers(ranges);
  return writer.take();
}

RankJob unpacked_job(const std::string& body) {
  ByteReader reader(body);
  RankJob job;
  for (std::string* text : {&job.commit, &job.config_canonical, &job.plan_sha256, &job.machine.pack,
                            &job.machine.backend, &job.machine.device, &job.shard}) {
    *text = reader.text();
  }
  job.machine.threads = reader.number<int>();
  job.interval = reader.number<double>();
  job.cost = reader.number<double>();
  const auto cells = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < cells; ++i) {
    job.wanted.push_back(reader.numbers<launch::StripRange>());
  }
  ensure(reader.at_end(), "a job of a rank is too long");
  return job;
}

std::string packed(const RankReport& report) {
  ByteWriter writer;
  for (const std::string* text : texts_of(report.session)) writer.text(*text);
  writer.number(report.session.seconds);
  writer.number(report.session.strips);
  writer.number(report.last);
  writer.number(report.stopped);
  return writer.take();
}

RankReport unpacked_report(const std::string& body) {
  ByteReader reader(body);
  RankReport report;
  for (std::string* text : texts_of(report.session)) *text = reader.text();
  report.session.seconds = reader.number<double>();
  report.session.strips = reader.number<std::uint64_t>();
  report.last = reader.number<bool>();
  report.stopped = reader.number<bool>();
  ensure(reader.at_end(), "a report of a rank is too long");
  return report;
}

}  // namespace ceo::verify
