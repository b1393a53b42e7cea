namespace CacheKit.Serialization;

/// <summary>
/// Refuses what is never meant to be stored: somebody forgot to await or to call it (`cache.SetAsync("k", LoadAsync())`).
/// </summary>
internal static class StorableType
{
    /// <exception cref="ArgumentException">The value's type, declared or real, cannot be stored.</exception>
    public static void ThrowIfNot<T>(T value)
    {
        if (!Of<T>.IsStorable)
            throw Refuse(typeof(T), nameof(value));
        if (Of<T>.IsOpen && value is not null && !IsStorable(value.GetType()))
            throw Refuse(value.GetType(), nameof(value));
    }

    private static ArgumentException Refuse(Type type, string parameter) =>
        new($"A value of {type} cannot be stored in a cache; await it or call it first.", parameter);

    private static bool IsStorable(Type type) =>
        !typeof(Delegate).IsAssignableFrom(type)
        && !typeof(Task).IsAssignableFrom(type)
        && type != typeof(ValueTask)
        && type != typeof(CancellationToken)
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static class Of<T>
    {
        public static readonly bool IsStorable = StorableType.IsStorable(typeof(T));

        /// <summary>Whether a value may be of a type that the declared one does not tell.</summary>
        public static readonly bool IsOpen = typeof(T) == typeof(object) || typeof(T).IsInterface;
    }
}
