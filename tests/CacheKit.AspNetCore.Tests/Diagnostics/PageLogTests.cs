using CacheKit.AspNetCore.Diagnostics;
using CacheKit.Conformance;

namespace CacheKit.AspNetCore.Tests.Diagnostics;

public sealed class PageLogTests() : LogFacts(typeof(PageLog).Assembly);
