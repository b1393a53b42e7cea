using CacheKit.Tool.CommandLine;
using CacheKit.Tool.Output;

return await ToolCommandLine.RunAsync(args, ToolConsole.OfProcess());
