#include "reports/document.hpp"

#include <utility>

namespace ceo::reports {

Inline plain(std::string text) {
  return {{Span::Kind::text, std::move(text)}};
}
Inline strong(std::string text) {
  return {{Span::Kind::strong, std::move(text)}};
}
Inline code(std::string text) {
  return {{Span::Kind::code, std::move(text)}};
}
Inline formula(std::string text) {
  return {{Span::Kind::formula, std::move(text)}};
}
Inline link(std::string text, std::string target) {
  return {{Span::Kind::link, std::move(text), std::move(target)}};
}
Inline verdict(std::string text, Span::Tone tone) {
  return {{Span::Kind::verdict, std::move(text), "", tone}};
}

Inline operator+(Inline first, const Inline& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}
Inline operator+(Inline first, const char* second) {
  first.push_back({Span::Kind::text, second});
  return first;
}

std::string anchor(const std::string& prefix, const std::string& text) {
  std::string id = prefix + "-";
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    id += upper ? static_cast<char>(c - 'A' + 'a') : (kept ? c : '-');
  }
  return id;
}

}  // namespace ceo::reports
