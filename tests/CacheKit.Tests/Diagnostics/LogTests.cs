using CacheKit.Conformance;

namespace CacheKit.Tests.Diagnostics;

public sealed class LogTests() : LogFacts(typeof(ICache).Assembly);
