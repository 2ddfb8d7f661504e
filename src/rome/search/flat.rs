//! Plain arrays that go to a file and come back as they are: what makes a first search quick.

/// Items of several lists, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists<T> {
    ends: Vec<u32>,
    values: Vec<T>,
}

impl<T> Lists<T> {
    pub(super) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.values.extend(list);
        self.ends.push(self.values.len() as u32);
    }

    pub(super) fn get(&self, at: u32) -> &[T] {
        let at = at as usize;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or_default() };
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.values.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// Texts, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Strings {
    ends: Vec<u32>,
    bytes: String,
}

impl Strings {
    pub(super) fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
    }

    pub(super) fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or_default() };
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The place of a text, if they are in order.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = (low + high) / 2;
            match self.get(middle).cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

impl<'a> FromIterator<&'a str> for Strings {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}

/// A number as it stands in a file.
pub(super) trait Number: Copy {
    const SIZE: usize;
    fn put(self, bytes: &mut Vec<u8>);
    fn take(bytes: &[u8]) -> Option<Self>;
}

macro_rules! number {
    ($($kind:ty),*) => {$(
        impl Number for $kind {
            const SIZE: usize = size_of::<$kind>();
            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
            fn take(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(<$kind>::from_le_bytes)
            }
        }
    )*};
}
number!(u8, u16, u32, u64, i64, f32);

/// Something that goes to a file and comes back.
pub(super) trait Flat: Sized {
    fn write(&self, bytes: &mut Vec<u8>);
    /// `None` when the bytes are not its own; what is read is then thrown away whole.
    fn read(from: &mut &[u8]) -> Option<Self>;
}

impl<T: Number> Flat for Vec<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        (self.len() as u32).put(bytes);
        self.iter().for_each(|number| number.put(bytes));
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let (head, rest) = from.split_at_checked(4)?;
        let (own, rest) = rest.split_at_checked((u32::take(head)? as usize).checked_mul(T::SIZE)?)?;
        *from = rest;
        own.chunks_exact(T::SIZE).map(T::take).collect()
    }
}

impl<T: Number> Flat for Lists<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.ends.write(bytes);
        self.values.write(bytes);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        Some(Self { ends: Vec::read(from)?, values: Vec::read(from)? })
    }
}

impl Flat for Strings {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.ends.write(bytes);
        self.bytes.as_bytes().to_vec().write(bytes);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let ends = Vec::read(from)?;
        String::from_utf8(Vec::read(from)?).ok().map(|bytes| Self { ends, bytes })
    }
}

/// Makes a struct of flat fields flat.
macro_rules! flat {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::rome::search::flat::Flat for $name {
            fn write(&self, bytes: &mut Vec<u8>) {
                $($crate::rome::search::flat::Flat::write(&self.$field, bytes);)*
            }
            fn read(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::rome::search::flat::Flat::read(from)?),* })
            }
        }
    };
}
pub(super) use flat;

/// Hashes the small numbers that items are known by: nobody chooses them to collide.
#[derive(Default, Clone, Copy)]
pub(super) struct Quick(u64);

impl std::hash::Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u16(&mut self, number: u16) {
        self.write_u64(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}

/// A map from such numbers.
pub(super) type Numbers<K, V> = std::collections::HashMap<K, V, std::hash::BuildHasherDefault<Quick>>;
