using CacheKit.TestProcess;
using CacheKit.TestProcess.Commands;

// One of several processes that share a cache; the drivers in Driving/ start it, talk to it and kill it.
var order = Order.Parse(args);
using var end = new CancellationTokenSource();
await using var opened = OpenedCache.Open(order.Settings);

Console.WriteLine(Words.Ready);
if (Console.ReadLine() != Words.Go)
    return 0;
// The driver closes our input when it has seen enough, and so does its own death.
_ = Task.Run(() =>
{
    while (Console.ReadLine() is not null)
    {
    }

    end.Cancel();
});

return order.Command switch
{
    "count" => await CountCommand.RunAsync(opened.Cache, order, end.Token),
    "add" => await AddCommand.RunAsync(opened.Cache, order),
    "mix" => await MixCommand.RunAsync(opened.Cache, order, end.Token),
    "write" => await WriteCommand.RunAsync(opened.Cache, order),
    "insert" => await InsertCommand.RunAsync(opened.Cache, order),
    "fill" => await FillCommand.RunAsync(opened.Cache, order),
    "block" => await BlockCommand.RunAsync(opened.Cache, order),
    _ => throw new ArgumentException($"There is no command '{order.Command}': count, add, mix, write, insert, fill, block."),
};
