// Data table: given names frequent in France, with the years of birth in which they were given.

/**
 * Frequent given names of boys: `name peakYear spreadYears weight`, the weight being the births a year at the peak, in
 * hundreds, roughly. The frequency in a year falls off from the peak like a bell of that spread.
 *
 * Written from general knowledge of French first names; orders of magnitude as in the INSEE file of first names.
 */
export const BOYS: string = `
Jean 1936 18 300;Michel 1946 12 280;André 1930 16 180;Pierre 1932 20 170;Philippe 1961 9 220;Alain 1950 9 180;Bernard 1948 10 150;Jacques 1944 13 150;
Patrick 1956 8 170;Daniel 1948 11 150;Gérard 1947 9 120;Claude 1940 11 140;René 1929 13 120;Roger 1929 12 110;Marcel 1925 12 100;Robert 1930 14 100;
Georges 1928 14 80;Louis 1922 16 90;Henri 1928 15 80;Maurice 1927 13 70;Raymond 1929 12 80;Lucien 1924 13 50;Christian 1953 9 120;Serge 1950 9 80;
Guy 1940 11 60;Gilbert 1938 12 40;Fernand 1920 13 40;Eugène 1915 14 30;Émile 1916 15 40;Albert 1922 15 50;Joseph 1920 16 60;Paul 1926 18 70;
François 1948 14 110;Dominique 1957 7 80;Gilles 1959 8 70;Thierry 1964 6 180;Éric 1965 6 160;Pascal 1962 6 150;Bruno 1962 8 90;Didier 1960 6 110;
Laurent 1967 6 140;Christophe 1969 6 200;Stéphane 1971 5 190;Frédéric 1972 6 150;Olivier 1970 7 130;Franck 1967 7 90;Hervé 1963 7 70;Denis 1958 9 60;
Yves 1948 12 70;Marc 1960 9 90;Vincent 1974 10 90;David 1973 7 160;Sébastien 1977 5 180;Nicolas 1980 7 180;Julien 1984 6 170;Jérôme 1975 6 100;
Arnaud 1976 7 60;Fabrice 1968 6 70;Cédric 1978 5 90;Ludovic 1976 7 50;Grégory 1979 5 50;Jonathan 1987 5 60;Anthony 1988 7 90;Kévin 1991 4 140;
Guillaume 1983 7 120;Romain 1987 6 120;Mathieu 1985 6 90;Matthieu 1984 7 60;Alexandre 1990 9 130;Thomas 1993 9 150;Maxime 1993 8 130;Florian 1991 6 80;
Benjamin 1988 9 70;Quentin 1994 6 90;Clément 1997 8 90;Antoine 1992 10 80;Valentin 1996 7 70;Jérémy 1988 6 90;Dylan 1996 5 60;Alexis 1996 8 80;
Adrien 1991 8 60;Damien 1982 7 60;Aurélien 1984 6 60;Mickaël 1984 6 90;Michaël 1982 7 60;Fabien 1979 7 60;Loïc 1986 9 50;Yann 1980 11 40;
Lucas 2003 8 150;Théo 2000 6 120;Hugo 2002 8 140;Enzo 2005 6 130;Nathan 2006 7 110;Louis 2009 12 90;Jules 2012 8 100;Léo 2013 9 100;
Gabriel 2015 9 120;Raphaël 2014 9 100;Arthur 2012 10 100;Adam 2014 8 90;Maël 2018 7 80;Noah 2014 7 80;Liam 2019 6 70;Ethan 2009 6 80;
Tom 2009 7 80;Mathis 2006 6 100;Timéo 2012 6 60;Sacha 2014 8 70;Paul 2008 12 80;Nolan 2009 7 70;Victor 2005 14 60;Axel 2003 8 50;
Baptiste 2000 9 60;Simon 1998 12 50;Tristan 2000 9 30;Gabin 2015 7 50;Eliott 2014 8 30;Aaron 2015 7 40;Noé 2016 8 40;Malo 2018 7 30;
Mohamed 1998 22 70;Mehdi 1992 12 40;Karim 1978 12 30;Rachid 1974 10 25;Yanis 2006 8 50;Rayan 2008 7 50;Ibrahim 2013 11 40;Ismaël 2012 11 30;
Amine 2005 10 25;Bilal 2006 10 25;Samir 1980 11 20;Abdel 1970 14 12;Moussa 2005 14 15;Mamadou 2004 15 20;Ayoub 2010 8 25;Nassim 2004 10 12;
José 1962 16 40;Antonio 1965 16 30;Manuel 1967 16 30;Carlos 1972 14 12;Giovanni 1960 22 12;Mario 1955 20 12;Kamel 1972 11 10;Ali 1985 20 20;
Bastien 1993 7 40;Corentin 1996 7 40;Rémi 1986 9 50;Rémy 1984 11 30;Samuel 1990 14 40;Sylvain 1978 10 60;Xavier 1970 11 50;Emmanuel 1969 9 70;
Benoît 1978 10 60;Cyril 1975 8 40;Yoann 1985 7 30;Gaël 1988 12 20;Erwan 1990 11 25;Ronan 1984 12 12;Martin 2001 16 40;Augustin 2008 14 25;
Étienne 1980 18 30;Grégoire 1986 14 20;Armand 1935 25 15;Léon 2016 8 25;Marius 2010 9 30;Basile 2012 9 10;Côme 2016 8 10;Anaël 2004 10 5;
Roland 1943 11 50;Jean-Pierre 1946 10 110;Jean-Claude 1945 9 100;Jean-Luc 1957 7 60;Jean-Marc 1959 7 45;Jean-Michel 1953 8 50;Jean-Paul 1949 10 60;
Jean-François 1956 11 45;Jean-Louis 1948 11 50;Jean-Marie 1946 12 45;Jean-Jacques 1948 10 35;Jean-Baptiste 1984 16 20;Pierre-Yves 1968 11 10;Marc-Antoine 1992 10 6;
Édouard 1985 22 15;Félix 2005 16 15;Ernest 1912 14 20;Edmond 1922 14 20;Alphonse 1912 13 15;Gaston 1915 13 20;Léon 1914 13 40;Auguste 1910 12 20;
Jules 1912 13 25;Victor 1912 14 25;Charles 1920 16 50;Clovis 1922 20 5;Firmin 1915 15 5;Honoré 1918 15 5;Noël 1938 14 15;Désiré 1916 14 8`;

/** Frequent given names of girls, in the form of {@link BOYS}. */
export const GIRLS: string = `
Marie 1925 22 300;Jeanne 1918 16 120;Françoise 1945 9 180;Monique 1943 9 170;Nicole 1945 9 140;Jacqueline 1937 10 140;Jeannine 1935 9 70;Denise 1929 11 90;
Simone 1926 11 80;Yvonne 1920 12 70;Madeleine 1921 13 70;Suzanne 1920 13 70;Germaine 1916 12 60;Marcelle 1920 12 50;Andrée 1926 12 60;Paulette 1928 10 50;
Odette 1928 11 50;Lucienne 1925 12 50;Ginette 1934 9 40;Renée 1926 12 60;Yvette 1934 10 50;Huguette 1933 10 40;Raymonde 1930 11 30;Georgette 1924 12 40;
Christiane 1945 9 100;Danielle 1946 8 90;Annie 1949 8 110;Michèle 1946 8 110;Colette 1937 11 70;Josette 1938 10 50;Arlette 1937 10 30;Liliane 1944 10 50;
Évelyne 1950 8 70;Chantal 1953 8 100;Martine 1955 7 160;Brigitte 1958 7 130;Catherine 1960 7 170;Sylvie 1962 6 190;Véronique 1964 6 130;Isabelle 1966 6 170;
Nathalie 1968 5 220;Valérie 1969 5 160;Corinne 1964 6 90;Patricia 1960 7 110;Christine 1961 7 150;Dominique 1955 7 60;Pascale 1963 6 70;Laurence 1967 6 110;
Sandrine 1972 4 160;Stéphanie 1976 5 180;Céline 1979 5 150;Virginie 1976 5 110;Sophie 1971 9 110;Karine 1972 5 90;Florence 1967 7 80;Anne 1963 12 100;
Delphine 1976 6 90;Aurélie 1982 4 150;Émilie 1983 6 150;Élodie 1987 5 130;Audrey 1983 6 90;Laetitia 1979 5 90;Mélanie 1985 7 80;Jennifer 1986 5 70;
Jessica 1988 5 70;Julie 1985 7 140;Marion 1989 7 100;Caroline 1979 9 90;Laura 1991 7 130;Pauline 1991 7 100;Camille 1996 9 150;Marine 1993 6 110;
Manon 1996 7 120;Léa 1999 7 160;Chloé 2000 8 140;Sarah 1998 10 100;Emma 2006 8 140;Inès 2006 8 90;Jade 2012 8 120;Louise 2014 10 110;
Alice 2013 11 90;Lina 2013 8 70;Chloé 2010 7 60;Mila 2016 5 70;Rose 2017 8 60;Anna 2012 9 60;Ambre 2018 6 70;Alba 2021 4 40;
Zoé 2009 9 70;Léna 2011 7 60;Juliette 2010 12 80;Lola 2008 7 70;Agathe 2010 9 40;Romane 2008 8 50;Éva 2010 8 50;Nina 2013 9 40;
Lucie 1995 10 80;Mathilde 1994 8 80;Clara 2001 8 90;Océane 1999 5 90;Anaïs 1994 7 90;Charlotte 1994 11 70;Justine 1993 7 80;Morgane 1994 7 60;
Noémie 1995 9 50;Élise 1994 13 40;Margaux 1997 7 50;Mélissa 1995 8 50;Amandine 1985 6 80;Cindy 1987 6 40;Vanessa 1985 6 60;Sabrina 1983 7 60;
Angélique 1976 6 60;Séverine 1975 5 80;Christelle 1973 5 110;Nadège 1974 7 40;Magali 1973 7 40;Sonia 1974 9 50;Nadia 1975 11 40;Fatima 1972 14 40;
Samira 1979 10 25;Khadija 1978 15 20;Leïla 1984 13 25;Yasmine 1998 12 30;Aïcha 1985 18 25;Fatoumata 2003 14 20;Aminata 2002 14 15;Mariam 2008 12 20;
Nour 2014 8 30;Maryam 2016 7 20;Assia 2010 9 20;Imane 2004 10 15;Rania 2008 8 15;Farida 1970 11 15;Malika 1972 12 20;Zohra 1962 16 10;
Maria 1958 20 50;Ana 1975 16 15;Rosa 1950 20 15;Carmen 1950 20 20;Isabel 1970 14 10;Teresa 1955 16 10;Lucia 1985 25 10;Giulia 2010 10 10;
Hélène 1962 15 70;Claire 1980 13 80;Élisabeth 1955 11 80;Agnès 1960 10 60;Béatrice 1961 8 70;Geneviève 1942 11 70;Bernadette 1946 10 60;Thérèse 1935 14 50;
Marguerite 1916 14 50;Louise 1914 14 60;Berthe 1908 11 25;Alice 1914 15 40;Juliette 1918 15 30;Émilienne 1922 12 15;Eugénie 1912 14 20;Augustine 1908 13 15;
Henriette 1922 13 30;Gabrielle 1918 15 25;Blanche 1912 13 15;Cécile 1966 16 50;Edith 1950 12 30;Joëlle 1952 8 60;Maryse 1952 8 40;Mireille 1950 9 60;
Solange 1938 14 30;Thérèse 1920 14 40;Marthe 1914 13 30;Rolande 1932 11 25;Gisèle 1935 11 50;Claudine 1947 9 60;Ghislaine 1954 9 40;Jocelyne 1951 8 60;
Marie-Claude 1948 9 35;Marie-Christine 1956 9 40;Marie-Thérèse 1941 11 40;Marie-France 1949 10 30;Marie-Hélène 1957 10 20;Anne-Marie 1948 11 40;Anne-Sophie 1982 9 20;
Marie-Laure 1972 10 12;Marie-José 1955 10 15;Anne-Laure 1981 8 15;Élyne 2008 8 4;Maëlle 2004 8 30;Maëlys 2009 6 40;Gaëlle 1977 9 40;Maud 1979 11 20;
Ophélie 1993 7 25;Coralie 1989 8 30;Alexia 1999 8 30;Éléonore 2010 12 15;Victoire 2014 10 15;Apolline 2012 8 12;Capucine 2012 8 20;Joséphine 2013 10 15;
Fanny 1988 9 40;Elsa 1996 11 30;Aurore 1985 8 40;Estelle 1982 10 40;Hélène 1925 15 30;Irène 1926 16 30;Lucie 1912 15 40;Rosalie 1998 16 8;
Soizic 1978 14 4;Rozenn 1980 13 4;Enora 2007 8 10;Maïwenn 2006 9 6;Océane 2003 5 30;Cassandra 1998 8 20;Célia 2002 9 40;Lou 2009 9 40`;

/** Syllables of which rarer given names are composed: starts, middles, ends for boys, ends for girls. */
export const GIVEN_SYLLABLES: readonly [starts: string, middles: string, boys: string, girls: string] = [
  'A Ad Al Am An Ar As Bé Be Ca Ch Ci Da De Di Do É El Em Er Fa Fé Flo Ga Ge Gi Ha Hé Ho I Is Ja Jo Ka Ke La Le Li Lo Lu Ma Mé Mi Mo Na Né Ni No O Or Pa Per Ra Re Ri Ro Sa Sé Si So Ta Té Ti Tho Va Ve Vi Ya Yo Za Zé',
  'a be bi da de di do é fa fi ga ha i ka ke la le li lo lu ma me mi mo na ne ni no o ra re ri ro sa se si so ta te ti to va vi ya za',
  'an ar bert ck dan el ël en er ric han ien im in ion is iel lan lien lim lin man mir mond mon nand nis nuel on phe ric rien ry san tin tien von yan yn',
  'a aïs ane da dine elle ëlle ette ia ie ielle ina ine ira isse ita la lia lie line lle ma mée na nelle nie ra rie rine sa selle sha ska tine vie ya yne',
];
