namespace CacheKit.Backends.LocMem;

/// <summary>Selection in linear time, which the framework does not have.</summary>
internal static class Quickselect
{
    /// <summary>The element that would stand at <paramref name="n"/> if the span were sorted; reorders the span.</summary>
    public static T Nth<T>(Span<T> items, int n)
        where T : IComparable<T>
    {
        int low = 0, high = items.Length - 1;
        while (low < high)
        {
            // A random pivot: no order of use can make the selection quadratic.
            T pivot = items[Random.Shared.Next(low, high + 1)];
            int left = low, right = high;
            while (left <= right)
            {
                while (items[left].CompareTo(pivot) < 0)
                    left++;
                while (items[right].CompareTo(pivot) > 0)
                    right--;
                if (left > right)
                    break;
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

        return items[n];
    }
}
