namespace CacheKit.Backends.LocMem;

/// <summary>Selection in linear time, which the framework does not have.</summary>
internal static class Quickselect
{
    /// <summary>Puts the <paramref name="n"/> smallest keys first, in any order, and each item where its key is.</summary>
    public static void Divide<TItem>(Span<ulong> keys, Span<TItem> items, int n)
    {
        int low = 0, high = keys.Length - 1;
        while (low < high)
        {
            // A random pivot: no order of use can make the selection quadratic.
            ulong pivot = keys[Random.Shared.Next(low, high + 1)];
            int left = low, right = high;
            while (left <= right)
            {
                while (keys[left] < pivot)
                    left++;
                while (keys[right] > pivot)
                    right--;
                if (left > right)
                    break;
                (keys[left], keys[right]) = (keys[right], keys[left]);
                (items[left], items[right]) = (items[right], items[left]);
                left++;
                right--;
            }

            if (n <= right)
                high = right;
            else if (n >= left)
                low = left;
            else
                break;
        }
    }
}
